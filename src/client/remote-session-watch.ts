/** A session watched through a running server: its state and events as they come, what is older when it is asked for. */

import type { LiveSessionState } from '../core/session/live-session.ts'
import type { EventCursor, SessionEvent } from '../core/session/session-event.ts'
import type { SessionChange, SessionEventPage, SessionWatch } from '../core/session/session-watch.ts'
import { createEventReader } from '../storage/server-events.ts'
import { bodyIfThere, bodyOf, isJsonObject, queryText } from './answer.ts'
import type { ServerClient } from './server-client.ts'

const reconnectMs = 1_000
const readTimeoutMs = 30_000

/** Undefined where the server knows no such session. What the server answers has no secrets in it, whatever is asked. */
export async function watchRemoteSession(server: ServerClient, id: string): Promise<SessionWatch | undefined> {
  const path = `/api/sessions/${encodeURIComponent(id)}`
  const first = bodyIfThere<LiveSessionState>(await server.get(`${path}/state`, readTimeoutMs), 'a session')
  if (first === undefined) return undefined
  let state = first
  const page = async (query: string) =>
    bodyOf<SessionEventPage>(await server.get(`${path}/events${query}`, readTimeoutMs), 'events')
  const newest = await page('?limit=1')
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
    events: ({ kinds, ...query } = {}) => page(queryText({ ...query, kinds: kinds?.join(',') })),
    event: async (cursor: EventCursor) =>
      bodyIfThere<SessionEvent>(
        await server.get(`${path}/events/${encodeURIComponent(cursor)}`, readTimeoutMs),
        'an event',
      ),
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
