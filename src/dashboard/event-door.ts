/**
 * Events as programs mostly send them, one small request of JSON with a key, answered without the router: what that does for whatever it is
 * asked costs more than all that is done for one event. The same rules by the same functions as there; a request with anything unusual
 * about it goes to the router.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ReportError } from '../core/words/bug.ts'
import type { EventService } from '../services/events.ts'
import type { Access } from './access/access.ts'
import type { Refusal } from './access/caller.ts'
import type { RequestFacts } from './access/request-facts.ts'
import { headersOfRefusal } from './access/route-access.ts'
import { emptyAsObject } from './body.ts'
import { problem, retryAfter } from './problem.ts'
import { type Posting, postRights, takePosted } from './routes/event-post.ts'
import { detailed } from './schemas/captured.ts'
import { alwaysSent, notStored } from './security-headers.ts'

/** Whether it answers; false where the router is to. */
export type RequestDoor = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean

export interface EventDoorParts {
  readonly access: Pick<Access, 'refuseForeign' | 'admit'>
  readonly events: Pick<EventService, 'capture'>
  readonly posting: Posting
  readonly reportError: ReportError
}

const paths: ReadonlySet<string> = new Set(['/events', '/api/events'])
/** What is larger is rare, and costs more than the router. */
const mostBytes = 64 * 1024
/** Pages, packed bodies, and whatever has no length. */
const unusual = ['origin', 'cookie', 'content-encoding', 'transfer-encoding'] as const

export function eventDoor({ access, events, posting, reportError }: EventDoorParts): RequestDoor {
  async function answer(facts: RequestFacts, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const caller = await access.admit(facts, postRights)
    if (!caller.ok) return refuse(incoming, outgoing, caller.error)
    const bytes = await bytesOf(incoming)
    if (bytes === undefined) return
    const body = { bytes: emptyAsObject(bytes), isLines: false, caller: caller.value }
    const { status, body: told, retryAfterMs } = await takePosted(events, body, posting)
    send(outgoing, status, told, retryAfterMs === undefined ? [] : ['Retry-After', retryAfter(retryAfterMs)])
  }

  function refuse(incoming: IncomingMessage, outgoing: ServerResponse, refusal: Refusal): void {
    incoming.resume()
    send(outgoing, refusal.status, problem(refusal.code, refusal.message), headersOfRefusal(refusal).flat())
  }

  function send(outgoing: ServerResponse, status: number, body: object, more: readonly string[]): void {
    if (status >= 400) posting.captures.refused(status)
    const json = JSON.stringify(status >= 400 ? detailed(status, body) : body)
    const length = String(Buffer.byteLength(json))
    outgoing.writeHead(status, [...common, ...more, 'Content-Type', 'application/json', 'Content-Length', length])
    outgoing.end(json)
  }

  return (incoming, outgoing) => {
    if (!isUsual(incoming)) return false
    const facts = factsOf(incoming)
    if (access.refuseForeign(facts) !== undefined) return false
    answer(facts, incoming, outgoing).catch((cause: unknown) => {
      reportError(`POST ${incoming.url} failed`, cause)
      if (!outgoing.headersSent)
        send(outgoing, 500, problem('internal', 'TCE could not answer. The reason is in its log.'), [])
    })
    return true
  }
}

const common = [...Object.entries(alwaysSent), notStored].flat()

function isUsual({ method, url = '', headers }: IncomingMessage): boolean {
  if (method !== 'POST' || !paths.has(url) || headers['content-type'] !== 'application/json') return false
  if (headers['x-api-key'] === undefined && headers.authorization === undefined) return false
  const bytes = Number(headers['content-length'])
  return bytes > 0 && bytes <= mostBytes && unusual.every((name) => headers[name] === undefined)
}

const factsOf = ({ url, rawHeaders, socket, headers }: IncomingMessage): RequestFacts => ({
  method: 'POST',
  target: url,
  rawHeaders,
  socket,
  header(name) {
    const value = headers[name.toLowerCase()]
    return Array.isArray(value) ? value.join(', ') : value
  },
  cookie: () => undefined,
})

/** Undefined when its sender hung up; node:http holds it to the length that was told. */
function bytesOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    incoming.on('data', (piece: Buffer) => pieces.push(piece))
    incoming.on('end', () => resolve(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces)))
    incoming.on('error', () => resolve(undefined))
    incoming.on('close', () => resolve(undefined))
  })
}
