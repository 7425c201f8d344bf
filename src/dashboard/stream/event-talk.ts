/**
 * `/ws`, as the first servers of this kind speak: the client says its key, then what it wants, and is told each event as it is captured.
 * Without a key nothing is said, and the socket is closed.
 */
import type { WebSocket } from '../../control/web-socket.ts'
import { eventJson } from '../../core/captured/captured-event.ts'
import type { FilterField } from '../../core/captured/event-question.ts'
import { filterFields } from '../../core/captured/event-question.ts'
import { seconds } from '../../core/time/duration.ts'
import type { EventFollow } from '../../services/events.ts'
import type { EventFollower } from '../../services/local/event-follower.ts'
import type { FollowableEvents } from '../routes/events.ts'
import { endWith, notAllowed, pingRegularly } from './conversation.ts'

export interface TalkParts {
  readonly events: Pick<FollowableEvents, 'follower' | 'ask' | 'totals'>
  /** Why this key may not read events, in a sentence; undefined where it may. */
  readonly refuse: (key: string) => Promise<string | undefined>
  /** The server closes. */
  readonly closed: AbortSignal
  readonly authenticateWithinMs?: number | undefined
}

type Message = Readonly<Record<string, unknown>>

/** Resolves when it is over. */
export async function talkEvents(socket: WebSocket, parts: TalkParts): Promise<void> {
  const { refuse, authenticateWithinMs = seconds(5) } = parts
  const send = (message: string | object): Promise<void> =>
    new Promise((resolve) =>
      socket.send(typeof message === 'string' ? message : JSON.stringify(message), () => resolve()),
    )
  let isKnown = false
  let follower: EventFollower | undefined
  const tooLate = setTimeout(() => socket.close(notAllowed, 'No key was sent'), authenticateWithinMs)
  const stopPinging = pingRegularly(socket)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => socket.terminate())
  const stay = endWith(socket, parts.closed)

  async function authenticate({ api_key: key }: Message): Promise<void> {
    const refusal =
      typeof key === 'string' && key !== '' ? await refuse(key) : 'A key is needed: {"type": "auth", "api_key": "…"}.'
    clearTimeout(tooLate)
    if (refusal === undefined) {
      isKnown = true
      return send({ type: 'auth_result', status: 'success' })
    }
    await send({ type: 'auth_result', status: 'error', message: refusal })
    socket.close(notAllowed, 'Not authenticated')
  }

  async function subscribe({ filters, since }: Message): Promise<void> {
    const fields = fieldsOf(filters)
    if (typeof fields === 'string') return send({ type: 'subscribe_result', status: 'error', message: fields })
    const after = await cursorOf(since, parts.events)
    if (typeof after === 'string') return send({ type: 'subscribe_result', status: 'error', message: after })
    const begun = await parts.events.follower({ fields, afterId: after })
    if (!begun.ok) return send({ type: 'subscribe_result', status: 'error', message: begun.error.message })
    follower?.end()
    follower = begun.value
    await send({ type: 'subscribe_result', status: 'subscribed', active_filters: filters ?? {} })
    void tellAll(begun.value, send)
  }

  async function take(message: Message): Promise<void> {
    if (message['type'] === 'auth') return authenticate(message)
    if (!isKnown) return
    if (message['type'] === 'subscribe') return subscribe(message)
    if (message['type'] === 'ping') return send({ type: 'pong' })
    return send({ type: 'error', message: 'Known are auth, subscribe and ping.' })
  }

  let taking = Promise.resolve()
  socket.on('message', (data) => {
    const message = messageOf(String(data))
    // One after the other: what is subscribed to follows from who it is.
    if (message !== undefined) taking = taking.then(() => take(message)).catch(() => socket.terminate())
    else if (isKnown) void send({ type: 'error', message: 'This is no JSON object.' })
  })
  await closed
  stay()
  clearTimeout(tooLate)
  stopPinging()
  follower?.end()
}

/** As fast as the client takes them: each is on its way before the next is read. */
async function tellAll(follower: EventFollower, send: (message: string | object) => Promise<void>): Promise<void> {
  for (let told = await follower.next(); told !== undefined; told = await follower.next()) {
    if (told.isGap) await send({ type: 'resync', newest_id: told.newestId })
    for (const event of told.events) await send(`{"type":"event","event":${eventJson(event)}}`)
  }
}

function messageOf(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Message) : undefined
  } catch {
    return undefined
  }
}

/** The filters of the original are one value a field; a list is any of them. Else why they can't be read. */
function fieldsOf(filters: unknown): NonNullable<EventFollow['fields']> | string {
  if (filters === undefined || filters === null) return {}
  if (typeof filters !== 'object' || Array.isArray(filters)) return '"filters" is an object.'
  const fields: Partial<Record<FilterField, readonly string[]>> = {}
  for (const [name, value] of Object.entries(filters)) {
    const field = filterFields.find((one) => one === name)
    const values = [value].flat()
    if (field === undefined) return `“${name.slice(0, 40)}” is no filter. Known are ${filterFields.join(', ')}.`
    if (!values.every((one) => typeof one === 'string')) return `"${field}" is a text, or a list of texts.`
    fields[field] = values as readonly string[]
  }
  return fields
}

/** `since`: the id of the last event that is known, or a time. Undefined: from now on. */
async function cursorOf(since: unknown, events: TalkParts['events']): Promise<number | string | undefined> {
  if (since === undefined || since === null) return undefined
  if (Number.isSafeInteger(since)) return since as number
  if (typeof since !== 'string') return '"since" is the id of an event, or a time.'
  const first = await events.ask({ since, limit: 1, order: 'oldest' })
  if (!first.ok) return first.error.message
  return (first.value.events[0]?.id ?? (await events.totals()).newestId + 1) - 1
}
