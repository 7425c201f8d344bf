/** The one way by which a message leaves by HTTP: to a checked address, without redirects, within ten seconds. */
import { request as plainRequest } from 'node:http'
import { request as encryptedRequest } from 'node:https'
import { seconds } from '../core/time/duration.ts'
import { checkedAddress, type Resolve } from './address-guard.ts'
import type { ChannelRequest, Sent } from './channel.ts'

const patienceMs = seconds(10)
const mostAnswerBytes = 4_096

export interface PostOptions {
  readonly resolve?: Resolve | undefined
  readonly patienceMs?: number | undefined
  /** Certificates beside those of the system: for tests. */
  readonly ca?: string | undefined
}

export type Post = (request: ChannelRequest) => Promise<Sent>

export const guardedPost =
  (options: PostOptions = {}): Post =>
  async ({ url: text, headers, body }) => {
    const url = new URL(text)
    const isEncrypted = url.protocol === 'https:'
    if (!isEncrypted && url.protocol !== 'http:') return { ok: false, isFinal: true, message: 'no http address' }
    const place = await checkedAddress(url.hostname, isEncrypted, options.resolve)
    // A name that is not known now may be in a minute: the network may be away.
    if (!place.ok) return { ok: false, isFinal: !place.error.includes('not known'), message: place.error }
    const { address, family } = place.value
    const { promise, resolve } = Promise.withResolvers<Sent>()
    const request = (isEncrypted ? encryptedRequest : plainRequest)(url, {
      method: 'POST',
      headers: { 'user-agent': 'tce', ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false,
      ...(options.ca !== undefined && { ca: options.ca }),
      // What was checked is what is called, whatever the name says a moment later.
      lookup: (_host, { all }, done) =>
        all === true ? done(null, [{ address, family }]) : done(null, address, family),
      signal: AbortSignal.timeout(options.patienceMs ?? patienceMs),
    })
    request.on('response', (response) => {
      const { statusCode = 0, headers: answered } = response
      let said = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        said = (said + chunk).slice(0, mostAnswerBytes)
        if (said.length >= mostAnswerBytes) response.destroy()
      })
      response.on('error', () => undefined)
      response.on('close', () => resolve(answerOf(statusCode, said, answered['retry-after'])))
    })
    request.on('error', (cause) => resolve({ ok: false, isFinal: false, message: reasonOf(cause) }))
    request.end(body)
    return promise
  }

/** What a server said is foreign: of it a short line is kept. */
function answerOf(status: number, said: string, retryAfter: string | undefined): Sent {
  if (status >= 200 && status < 300) return { ok: true }
  if (status >= 300 && status < 400)
    return { ok: false, isFinal: true, message: `${status}: it wants to send us elsewhere, and we don't follow` }
  const line = said
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 120)
  const isFinal = status >= 400 && status < 500 && ![408, 425, 429].includes(status)
  const afterSeconds = Number(retryAfter)
  return {
    ...{ ok: false, isFinal, message: line === '' ? String(status) : `${status}: ${line}` },
    retryAfterMs:
      Number.isFinite(afterSeconds) && afterSeconds > 0 ? seconds(Math.min(afterSeconds, 3_600)) : undefined,
  }
}

function reasonOf(cause: Error): string {
  if (cause.name === 'TimeoutError' || cause.name === 'AbortError') return 'no answer within 10 s'
  const { code } = cause as NodeJS.ErrnoException
  return code === 'ECONNREFUSED' ? 'nobody listens there' : code === undefined ? cause.message.slice(0, 120) : code
}
