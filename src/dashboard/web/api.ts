/**
 * The server's API, typed by its own routes: the only file that asks it. A refusal comes back as a value with the server's words;
 * a session that is over is noticed here, once, for every screen.
 */
import { hc } from 'hono/client'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { DashboardApi } from '../app.ts'

export interface ApiProblem {
  /** 0: the server did not answer. */
  readonly status: number
  /** For programs, as the server names it. */
  readonly code: string
  /** For people: the thing, the reason, the next step. */
  readonly message: string
  /** The whole answer: a refused kill says here what was observed. */
  readonly body?: unknown
}

export const csrfKey = 'tce-csrf'
const csrfHeader = 'X-TCE-CSRF'

/**
 * Told on signing in, needed for every change. Kept where only pages of this origin look, for all its tabs: each tab that signs in
 * replaces the cookie, and the others have to know the value that belongs to the new one.
 */
const csrf = (): string | null => localStorage.getItem(csrfKey)

const client = hc<DashboardApi>(location.origin, {
  headers: (): Record<string, string> => {
    const value = csrf()
    return value === null ? {} : { [csrfHeader]: value }
  },
})
export const api = client.api

/**
 * The request that index.html makes beside those for the scripts. The browser gives its answer only to one that is alike, so without
 * a header of ours.
 */
export const askForFleet = () => ask(hc<DashboardApi>(location.origin).api.processes.$get({ query: {} }))

export type Answer = Pick<Response, 'ok' | 'status'> & { json(): Promise<unknown> }
export type BodyOf<R> = R extends { readonly ok: true; json(): Promise<infer Body> } ? Body : never

const refusalListeners = new Set<() => void>()

/** Called when the server no longer knows who we are. */
export function onSignedOut(listener: () => void): () => void {
  refusalListeners.add(listener)
  return () => refusalListeners.delete(listener)
}

/** `await ask(api.usage.$get({ query }))`: the body, or why there is none. Never throws. */
export async function ask<R extends Answer>(asked: Promise<R>): Promise<Result<BodyOf<R>, ApiProblem>> {
  const answer = await answerOf(asked)
  if (!answer.ok && answer.error.code === 'sign-in-needed') for (const tell of refusalListeners) tell()
  return answer
}

async function answerOf<R extends Answer>(asked: Promise<R>): Promise<Result<BodyOf<R>, ApiProblem>> {
  try {
    const answer = await asked
    const body = await answer.json()
    return answer.ok ? ok(body as BodyOf<R>) : err(problemOf(answer.status, body))
  } catch {
    return err({ status: 0, code: 'no-answer', message: 'TCE did not answer. Is it running? Start it with: tce run' })
  }
}

function problemOf(status: number, body: unknown): ApiProblem {
  const { error } = (body ?? {}) as { readonly error?: { readonly code?: string; readonly message?: string } }
  return { status, code: error?.code ?? 'unknown', message: error?.message ?? `TCE answered with ${status}.`, body }
}

/** A one-time code, a token, or nothing: then for being the same user, or with the session of before. */
export type Credential = { readonly code: string } | { readonly token: string } | Record<string, never>

export async function signIn(credential: Credential = {}): Promise<Result<void, ApiProblem>> {
  const answer = await answerOf(api.session.$post({ json: credential }))
  if (!answer.ok) return answer
  localStorage.setItem(csrfKey, answer.value.csrf)
  return ok(undefined)
}
