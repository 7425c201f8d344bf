/**
 * A line to an agent's server on this machine: HTTP on 127.0.0.1, to a port that a process of the agent was told and that this very process
 * listens on. What it says unasked is a stream of events. No password is read or kept; a server that asks for one is not spoken to.
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

export interface HttpHost {
  readonly port: number
  readonly eventsPath: string
  messageIn(event: JsonRecord): HostMessage | undefined
}

const mostAnswerBytes = 32_000_000

/** For one thing to say. */
export const sayToServer = <T>(port: number, talk: HostTalk<T>): Promise<Result<T, string>> =>
  inTime(converse(talk, (says) => carryOut(port, says)))

/** Its events are heard from now on, until it or we hang up. */
export async function openHttpHostLine(
  { port, eventsPath, messageIn }: HttpHost,
  { onMessage, onClose }: HostEars,
): Promise<Result<HostConnection, string>> {
  const hangUp = new AbortController()
  const stream = await streamOf(`http://127.0.0.1:${port}${eventsPath}`, hangUp.signal)
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
  return ok({ say: (talk) => sayToServer(port, talk), close: () => hangUp.abort() })
}

async function streamOf(url: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array> | undefined> {
  const late = setTimeout(() => giveUp.abort(), timeoutMs)
  const giveUp = new AbortController()
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, giveUp.signal]), redirect: 'error' })
    return answer.ok ? (answer.body ?? undefined) : undefined
  } catch {
    return undefined
  } finally {
    clearTimeout(late)
  }
}

async function carryOut(port: number, says: HostSays): Promise<unknown> {
  if (says.kind !== 'call') return undefined
  const [method = 'GET', path = '/'] = says.method.split(' ')
  const body = method === 'GET' ? {} : { body: JSON.stringify(says.params) }
  let answer: Response
  let text: string
  try {
    answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      ...{ method, ...body, headers: { 'content-type': 'application/json' }, redirect: 'error' },
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
