/**
 * OpenTelemetry's own addresses, as OTLP/HTTP 1.x has them: JSON or protobuf, and every answer in the encoding of its request. What is
 * refused for good is a 400, what may be sent again a 503 with Retry-After.
 */
import { keyName } from '../../core/keys/api-key.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { Received, ReceiveProblem, Signal, TelemetryReceiver } from '../../services/local/telemetry.ts'
import { needs } from '../access/route-access.ts'
import type { Context, Middleware } from '../http.ts'
import { createRoute, createRouter } from '../http.ts'
import { requests } from '../otlp/otlp-messages.ts'
import { problem, retryAfter } from '../problem.ts'
import { otlpAnswers, otlpRefusals } from '../schemas/otlp.ts'

const protobuf = 'application/x-protobuf'

const body = {
  types: [protobuf, 'application/json'],
  limitBytes: 5 * 1024 * 1024,
  unpackedLimitBytes: 20 * 1024 * 1024,
}

const routeFor = <S extends Signal>(signal: S, summary: string) =>
  createRoute({
    ...needs('ingest', { body, rate: 'none' }),
    method: 'post',
    path: `/v1/${signal}` as const,
    summary,
    responses: { ...otlpAnswers[signal], ...otlpRefusals },
  })

const logs = routeFor('logs', 'Log records by OpenTelemetry; each becomes an event')
const traces = routeFor('traces', 'Spans by OpenTelemetry; each becomes an event with its trace and duration')
const metrics = routeFor('metrics', 'Metrics by OpenTelemetry; kept as series')

export function otlpRoutes(telemetry: TelemetryReceiver) {
  const router = createRouter()
  router.use('/v1/*', inItsEncoding)
  const take = (signal: Signal) => (c: Context) => receive(c, signal, telemetry)
  // The answers' types are the protocol's, in two encodings: no client of ours reads them.
  return router
    .openapi(logs, take('logs') as never)
    .openapi(traces, take('traces') as never)
    .openapi(metrics, take('metrics') as never)
}

async function receive(c: Context, signal: Signal, telemetry: TelemetryReceiver): Promise<Response> {
  const sent = await bodyOf(c, signal)
  if (!sent.ok) return c.json(problem('invalid', sent.error), 400)
  const { caller } = c.var
  const sender = caller.kind === 'key' ? { keySource: caller.key.source, key: keyName(caller.key) } : {}
  const done = await telemetry.receive(signal, sent.value, sender)
  if (!done.ok) return refuse(c, done.error)
  const { accepted, rejected, reason = '' } = done.value
  // Nothing of it is stored: that is no success, and the same again would be none either.
  if (accepted === 0 && rejected > 0) return c.json(problem('invalid', `None of it could be kept. ${reason}`), 400)
  return answer(c, signal, done.value)
}

async function bodyOf(c: Context, signal: Signal): Promise<Result<unknown, string>> {
  const bytes = new Uint8Array(await c.req.arrayBuffer())
  if (isProtobuf(c)) return (await codec()).decodeProtobuf(bytes, requests[signal])
  try {
    return ok(JSON.parse(utf8.decode(bytes)))
  } catch (cause) {
    if (cause instanceof SyntaxError) return err(`This is no JSON: ${cause.message}.`)
    if (cause instanceof TypeError) return err('The body is not UTF-8.')
    throw cause
  }
}

/** Loaded with the first request that comes in it. */
const codec = () => import('../otlp/protobuf.ts')

const utf8 = new TextDecoder('utf-8', { fatal: true })

function refuse(c: Context, { kind, message, retryAfterMs }: ReceiveProblem): Response {
  if (retryAfterMs === undefined) {
    const isTooMany = kind === 'too-many'
    return c.json(problem(isTooMany ? 'body-too-large' : 'invalid', message), isTooMany ? 413 : 400)
  }
  c.header('Retry-After', retryAfter(retryAfterMs))
  return c.json(problem(kind === 'busy' ? 'too-many' : 'disk', message), 503)
}

const rejectedName = { logs: 'rejectedLogRecords', traces: 'rejectedSpans', metrics: 'rejectedDataPoints' } as const

async function answer(c: Context, signal: Signal, { rejected, reason }: Received): Promise<Response> {
  if (isProtobuf(c)) {
    const { encodeAnswer } = await codec()
    return c.body(encodeAnswer({ rejected, reason }), 200, { 'Content-Type': protobuf })
  }
  if (rejected === 0) return c.json({}, 200)
  // 64 bits are a text in protobuf's JSON.
  return c.json({ partialSuccess: { [rejectedName[signal]]: String(rejected), errorMessage: reason } }, 200)
}

const isProtobuf = (c: Context): boolean => c.req.header('content-type')?.toLowerCase().startsWith(protobuf) === true

/** The codes of google.rpc.Code. */
const rpcCodes: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 413: 3, 415: 3, 429: 8, 503: 14 }

/** A refusal is a `google.rpc.Status`, whoever refused; in JSON beside our own `error`. */
const inItsEncoding: Middleware = async function inItsEncoding(c, next) {
  await next()
  const { status, headers } = c.res
  if (status < 400 || !headers.get('content-type')?.startsWith('application/json')) return
  const refusal = (await c.res.json()) as { readonly error?: { readonly message?: string } }
  const [code, message] = [rpcCodes[status] ?? 2, refusal.error?.message ?? '']
  const encoded = isProtobuf(c)
    ? (await codec()).encodeStatus(code, message)
    : JSON.stringify({ ...refusal, code, message })
  const copied = new Headers(headers)
  copied.set('Content-Type', isProtobuf(c) ? protobuf : 'application/json')
  copied.delete('Content-Length')
  c.res = new Response(encoded, { status, headers: copied })
}
