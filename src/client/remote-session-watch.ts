/** A session watched through a running server: its state and events as they come, what is older when it is asked for. */

import { CliError } from '../core/cli-error.ts'
import type { LiveSessionState } from '../core/session/live-session.ts'
import type { EventCursor, SessionEvent } from '../core/session/session-event.ts'
import type { EventQuery, SessionChange, SessionEventPage, SessionWatch } from '../core/session/session-watch.ts'
import { errorMessage } from './decode-control.ts'
import { isJsonObject } from './json-fields.ts'
import type { Answer, ServerClient } from './server-client.ts'
import { createEventReader } from './server-events.ts'

const reconnectMs = 1_000
const readTimeoutMs = 30_000

/** Undefined where the server knows no such session. What the server answers has no secrets in it, whatever is asked. */
export async function watchRemoteSession(server: ServerClient, id: string): Promise<SessionWatch | undefined> {
  const path = `/api/sessions/${encodeURIComponent(id)}`
  const first = await server.get(`${path}/state`, readTimeoutMs)
  if (first.status === 404) return undefined
  let state = body<LiveSessionState>(first, 'state')
  const newest = body<SessionEventPage>(await server.get(`${path}/events?limit=1`, readTimeoutMs), 'events')
  let last = newest.events.at(-1)?.cursor
  const listeners = new Set<(change: SessionChange) => void>()
  let closeStream: (() => void) | undefined
  let retry: NodeJS.Timeout | undefined
  let isClosed = false

  const emit = (change: SessionChange) => {
    for (const listener of listeners) listener(change)
  }
  const read = createEventReader((type, data) => {
    if (type === 'events' && Array.isArray(data)) {
      const events = data as readonly SessionEvent[]
      last = events.at(-1)?.cursor ?? last
      emit({ type: 'events', events })
    } else if (type === 'state' && isJsonObject(data)) {
      state = data as unknown as LiveSessionState
      emit({ type: 'state', state })
    } else if (type === 'resync') emit({ type: 'resync' })
  })
  const connect = () => {
    if (isClosed) return
    const after = last === undefined ? '' : `?after=${encodeURIComponent(last)}`
    closeStream = server.stream(`${path}/stream${after}`, read, () => {
      retry = setTimeout(connect, reconnectMs)
    })
  }

  return {
    sessionId: state.sessionId,
    state: () => state,
    events: async (query = {}) =>
      body<SessionEventPage>(await server.get(`${path}/events${queryText(query)}`, readTimeoutMs), 'events'),
    async event(cursor: EventCursor) {
      const answer = await server.get(`${path}/events/${encodeURIComponent(cursor)}`, readTimeoutMs)
      return answer.status === 404 ? undefined : body<SessionEvent>(answer, 'an event')
    },
    subscribe(listener) {
      listeners.add(listener)
      if (closeStream === undefined) connect()
      return () => listeners.delete(listener)
    },
    close() {
      isClosed = true
      clearTimeout(retry)
      closeStream?.()
      listeners.clear()
    },
  }
}

function body<T>({ status, body: json }: Answer, what: string): T {
  const message = errorMessage(json)
  if (message !== undefined) throw new CliError(message, status === 404 ? { exitCode: 3 } : {})
  if (status !== 200 || !isJsonObject(json)) {
    throw new CliError(`The server's answer about ${what} can't be read: another version may be running.`, {
      next: 'tce dashboard-stop, then tce dashboard',
    })
  }
  return json as unknown as T
}

function queryText({ kinds, ...query }: EventQuery): string {
  const pairs = Object.entries({ ...query, kinds: kinds?.join(',') }).filter(([, value]) => value !== undefined)
  const text = new URLSearchParams(Object.fromEntries(pairs.map(([name, value]) => [name, String(value)]))).toString()
  return text === '' ? '' : `?${text}`
}
