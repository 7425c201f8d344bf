/**
 * A line to an agent's server on this machine: HTTP on 127.0.0.1, to a port that a process of the agent was told and that this very process
 * listens on. What it says unasked is a stream of events. A server that asks for a password is spoken to only where TCE gave it that itself.
 */
import type { HostMessage, HostSays, HostTalk } from '../agents/hosting.ts'
import { HostHungUp, HostRefusal } from '../agents/hosting.ts'
import { isRecord, type JsonRecord, stringOf } from '../agents/json-fields.ts'
import { parseJson } from '../agents/json-line.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { createEventReader } from '../storage/server-events.ts'
import type { HostConnection, HostEars } from './host-line.ts'
import { converse, inTime, timeoutMs } from './host-line.ts'

export interface ServerPlace {
  /** Of 127.0.0.1. */
  readonly port: number
  /** `user:password`, where it was given one. */
  readonly credentials?: string | undefined
}

export interface HttpHost extends ServerPlace {
  readonly eventsPath: string
  messageIn(event: JsonRecord): HostMessage | undefined
}

const mostAnswerBytes = 32_000_000

/** For one thing to say. */
export const sayToServer = <T>(place: ServerPlace, talk: HostTalk<T>): Promise<Result<T, string>> =>
  inTime(converse(talk, (says) => carryOut(place, says)))

const authorized = ({ credentials }: ServerPlace): Readonly<Record<string, string>> =>
  credentials === undefined ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }

/** Its events are heard from now on, until it or we hang up. */
export async function openHttpHostLine(
  { eventsPath, messageIn, ...place }: HttpHost,
  { onMessage, onClose }: HostEars,
): Promise<Result<HostConnection, string>> {
  const hangUp = new AbortController()
  const stream = await streamOf(place, eventsPath, hangUp.signal)
  if (stream === undefined) return err('it does not answer, or asks for a password')
  const read = createEventReader((_, event) => {
    const message = isRecord(event) ? messageIn(event) : undefined
    if (message !== undefined) onMessage(message)
  })
  const decoder = new TextDecoder()
  const follow = async () => {
    for await (const bytes of stream) read(decoder.decode(bytes, { stream: true }))
  }
  // However it ends, nothing is heard any more.
  follow().then(onClose, onClose)
  return ok({ say: (talk) => sayToServer(place, talk), close: () => hangUp.abort() })
}

async function streamOf(
  place: ServerPlace,
  path: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array> | undefined> {
  const late = setTimeout(() => giveUp.abort(), timeoutMs)
  const giveUp = new AbortController()
  try {
    const answer = await fetch(`http://127.0.0.1:${place.port}${path}`, {
      headers: authorized(place),
      signal: AbortSignal.any([signal, giveUp.signal]),
      redirect: 'error',
    })
    return answer.ok ? (answer.body ?? undefined) : undefined
  } catch {
    return undefined
  } finally {
    clearTimeout(late)
  }
}

async function carryOut(place: ServerPlace, says: HostSays): Promise<unknown> {
  if (says.kind !== 'call') return undefined
  const [method = 'GET', path = '/'] = says.method.split(' ')
  const body = method === 'GET' ? {} : { body: JSON.stringify(says.params) }
  let answer: Response
  let text: string
  try {
    answer = await fetch(`http://127.0.0.1:${place.port}${path}`, {
      ...{ method, ...body, redirect: 'error' },
      headers: { 'content-type': 'application/json', ...authorized(place) },
      signal: AbortSignal.timeout(timeoutMs),
    })
    text = await answer.text()
  } catch {
    throw new HostHungUp('it does not answer')
  }
  if (text.length > mostAnswerBytes) throw new HostRefusal('its answer is too large')
  const value = parseJson(text)
  if (answer.ok) return value
  throw new HostRefusal((isRecord(value) ? stringOf(value['message']) : undefined) ?? `it answers ${answer.status}`)
}
