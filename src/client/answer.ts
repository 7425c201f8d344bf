/**
 * What a server answered, as a value. The handshake has told that it is of this version (find-server.ts), so an answer is what our own
 * routes say it is: one guard for all of them, and what nobody here knows stays as it was said. Pure.
 */
import { CliError } from '../core/cli-error.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'

export interface Answer {
  readonly status: number
  readonly body: unknown
}

export type JsonObject = Readonly<Record<string, unknown>>

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The body of a success. A refusal is said in the server's own words. */
export function bodyOf<T extends object>({ status, body }: Answer, what: string): T {
  const refusal = refusalIn(body)
  if (refusal !== undefined) throw new CliError(refusal.message, status === 404 ? { exitCode: 3 } : {})
  if (status !== 200 || !isJsonObject(body)) {
    throw new CliError(`The server's answer about ${what} can't be read.`, {
      next: 'tce dashboard-stop, then tce dashboard',
    })
  }
  return body as T
}

/** The same, where the server may say that there is none. */
export const bodyIfThere = <T extends object>(answer: Answer, what: string): T | undefined =>
  answer.status === 404 ? undefined : bodyOf<T>(answer, what)

/** `{error: {code, message}}`: a refusal, for programs and in words. */
export function refusalIn(body: unknown): { readonly code: string; readonly message: string } | undefined {
  const error = isJsonObject(body) ? body['error'] : undefined
  if (!isJsonObject(error) || typeof error['message'] !== 'string') return undefined
  return { code: String(error['code']), message: error['message'] }
}

interface Problem<Kind extends string> {
  readonly kind: Kind
  readonly message: string
  readonly next?: string | undefined
}

/** A refusal of the service's own, which are these kinds, with what can be done about it; any other is an error like everywhere. */
export function resultOf<T extends object, Kind extends string>(
  answer: Answer,
  what: string,
  kinds: readonly Kind[],
): Result<T, Problem<Kind>> {
  const refusal = refusalIn(answer.body)
  const kind = kinds.find((one) => one === refusal?.code)
  if (refusal === undefined || kind === undefined) return ok(bodyOf<T>(answer, what))
  const [, message = refusal.message, next] = /^(.*) Next: (.*)\.$/s.exec(refusal.message) ?? []
  return err({ kind, message, next })
}

export function queryText(query: object): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined)
  const text = new URLSearchParams(Object.fromEntries(pairs.map(([name, value]) => [name, String(value)]))).toString()
  return text === '' ? '' : `?${text}`
}
