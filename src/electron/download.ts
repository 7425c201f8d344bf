/**
 * Downloads one file whose content is known by its sum, and goes on where it broke off: the only connection that TCE opens to another
 * machine. Own code, because @electron/get starts anew after every break. A proxy is taken from HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
 */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { finished } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { seconds } from '../core/time/duration.ts'
import { hostOf } from '../core/tray/electron-archives.ts'
import type { TrayFailure } from '../core/tray/tray-state.ts'

export type DownloadFailure = Extract<
  TrayFailure,
  { readonly kind: 'unreachable' | 'forbidden' | 'broken-off' | 'disk' }
>

export interface DownloadOptions {
  readonly url: string
  /** What it holds already is not asked for again. */
  readonly into: string
  readonly onProgress?: ((receivedBytes: number, totalBytes: number | undefined) => void) | undefined
  readonly signal?: AbortSignal | undefined
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** Without a byte for this long, a connection counts as broken. */
  readonly silentMs?: number | undefined
  /** Before each try after one that brought nothing. */
  readonly retryAfterMs?: readonly number[] | undefined
}

const largestBytes = 1e9
const mostRedirects = 10

export async function download(options: DownloadOptions): Promise<Result<void, DownloadFailure>> {
  const { into, signal, retryAfterMs = [seconds(1), seconds(3), seconds(10)] } = options
  for (let triesWithoutBytes = 0; ; ) {
    const before = await sizeOf(into)
    const outcome = await attempt(options, before)
    if (outcome.ok || !outcome.error.mayPass) return outcome.ok ? outcome : err(outcome.error.failure)
    triesWithoutBytes = (await sizeOf(into)) > before ? 0 : triesWithoutBytes + 1
    const waitMs = retryAfterMs[Math.max(0, triesWithoutBytes - 1)]
    if (waitMs === undefined || signal?.aborted) return err(outcome.error.failure)
    await sleep(waitMs, undefined, { signal }).catch(() => undefined)
  }
}

/** `mayPass`: another try may go better. */
type Attempt = Result<void, { readonly failure: DownloadFailure; readonly mayPass: boolean }>

async function attempt(options: DownloadOptions, haveBytes: number): Promise<Attempt> {
  const { url, into } = options
  const host = hostOf(url)
  let response: IncomingMessage
  try {
    response = await follow(url, haveBytes, options)
  } catch (cause) {
    return err({ failure: { kind: 'unreachable', host, code: codeOf(cause) }, mayPass: true })
  }
  const { statusCode: status = 0 } = response
  const start = startOf(response, haveBytes)
  if (start === undefined) {
    response.destroy()
    // Nothing can be added to what is there: from the start, then.
    if (haveBytes > 0 && (status === 206 || status === 416)) return attempt(options, 0)
    return err({ failure: { kind: 'forbidden', host, status }, mayPass: status === 429 || status >= 500 })
  }
  try {
    await receive(response, start, options)
    return ok(undefined)
  } catch (cause) {
    const code = codeOf(cause)
    if (diskProblems.has(code)) return err({ failure: { kind: 'disk', path: into, code }, mayPass: false })
    return err({ failure: { kind: 'broken-off', host, receivedBytes: await sizeOf(into) }, mayPass: true })
  }
}

const diskProblems = new Set(['ENOSPC', 'EACCES', 'EPERM', 'EROFS', 'EDQUOT', 'EIO', 'EFBIG', 'ENOENT', 'EISDIR'])

/** Where the bytes of this answer belong; undefined when it can't be used. */
function startOf({ statusCode, headers }: IncomingMessage, haveBytes: number): number | undefined {
  if (statusCode === 200) return 0
  if (statusCode !== 206) return undefined
  const start = Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1])
  return start === haveBytes ? start : undefined
}

async function follow(url: string, haveBytes: number, options: DownloadOptions): Promise<IncomingMessage> {
  let here = new URL(url)
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await ask(here, haveBytes, options)
    const { statusCode = 0, headers } = response
    if (statusCode < 301 || statusCode > 308 || headers.location === undefined) return response
    response.destroy()
    here = new URL(headers.location, here)
  }
  throw Object.assign(new Error('It leads from address to address.'), { code: 'too many redirects' })
}

async function ask(url: URL, haveBytes: number, options: DownloadOptions): Promise<IncomingMessage> {
  const { signal, env = process.env, silentMs = seconds(30) } = options
  const isHttp = url.protocol === 'http:'
  if (!isHttp && url.protocol !== 'https:')
    throw Object.assign(new Error('no web address'), { code: 'no http address' })
  // `proxyEnv` is not in the types yet; a Node.js without it goes without a proxy.
  const agentOptions = { proxyEnv: env, keepAlive: false }
  const call = (isHttp ? httpRequest : httpsRequest)(url, {
    agent: isHttp ? new HttpAgent(agentOptions) : new HttpsAgent(agentOptions),
    headers: { 'User-Agent': 'tce', ...(haveBytes > 0 ? { Range: `bytes=${haveBytes}-` } : {}) },
    timeout: silentMs,
    signal,
  })
  let response: IncomingMessage | undefined
  call.on('timeout', () => (response ?? call).destroy(Object.assign(new Error('silent'), { code: 'ETIMEDOUT' })))
  call.end()
  response = (await once(call, 'response'))[0] as IncomingMessage
  // Told a second time, after the answer has told it.
  call.on('error', () => {})
  return response
}

/** What came is written, however it ends: `pipeline` would throw away what is under way. */
async function receive(response: IncomingMessage, start: number, { into, onProgress }: DownloadOptions): Promise<void> {
  const length = Number(response.headers['content-length'])
  const totalBytes = Number.isSafeInteger(length) ? start + length : undefined
  let receivedBytes = start
  const file = createWriteStream(into, { flags: start > 0 ? 'a' : 'w', mode: 0o600 })
  const written = finished(file)
  written.catch(() => {})
  file.on('error', (cause) => response.destroy(cause))
  response.on('data', (chunk: Buffer) => {
    receivedBytes += chunk.length
    if (receivedBytes > largestBytes) response.destroy(Object.assign(new Error('endless'), { code: 'EFBIG' }))
    onProgress?.(receivedBytes, totalBytes)
  })
  response.pipe(file)
  const problem = await finished(response).then(
    () => undefined,
    (cause: unknown) => cause,
  )
  file.end()
  await written
  if (problem !== undefined) throw problem
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )

/** `ENOTFOUND`, `ECONNREFUSED`, `CERT_HAS_EXPIRED`; of several addresses that were tried, the first one's. */
function codeOf(cause: unknown): string {
  const { code, errors, message } = cause as { code?: unknown; errors?: readonly unknown[]; message?: unknown }
  if (typeof code === 'string') return code
  return errors?.[0] === undefined ? String(message) : codeOf(errors[0])
}
