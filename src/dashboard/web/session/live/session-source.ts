/** Where the page of a session asks: pages of events, one event whole, the state, and the stream. The only file that knows these routes. */

import type { Result } from '../../../../core/result.ts'
import type { LiveSessionState } from '../../../../core/session/live-session.ts'
import type { EventCursor, SessionEvent } from '../../../../core/session/session-event.ts'
import type { EventQuery, SessionEventPage } from '../../../../core/session/session-watch.ts'
import { type ApiProblem, ask } from '../../api.ts'
import { followWhileSeen } from '../../live/follow-while-seen.ts'

export type Asked<T> = Promise<Result<T, ApiProblem>>

export interface SessionSource {
  events(query: EventQuery): Asked<SessionEventPage>
  /** With all of its text. */
  event(cursor: EventCursor): Asked<SessionEvent>
  state(): Asked<LiveSessionState>
  /** Returns how to stop. */
  follow(listener: StreamListener): () => void
}

export interface StreamListener {
  /** Also after every break: what was missed is to be asked for. */
  readonly onOpen: () => void
  readonly onEvents: (events: readonly SessionEvent[]) => void
  readonly onState: (state: LiveSessionState) => void
  /** What is held may not be true any more. */
  readonly onResync: () => void
  /** Until the next `onOpen`. */
  readonly onLost: () => void
}

export function createSessionSource(sessionId: string): SessionSource {
  const base = `/api/sessions/${encodeURIComponent(sessionId)}`
  const get = <T>(path: string) => ask(fetch(base + path)) as unknown as Asked<T>
  return {
    events: ({ kinds, limit, ...texts }) => {
      const query = new URLSearchParams()
      for (const [name, value] of Object.entries(texts)) if (value) query.set(name, value)
      if (kinds !== undefined) query.set('kinds', kinds.join(','))
      if (limit !== undefined) query.set('limit', String(limit))
      return get(`/events?${query}`)
    },
    event: (cursor) => get(`/events/${encodeURIComponent(cursor)}`),
    state: () => get('/state'),
    follow: (listener) => followSession(`${base}/stream`, listener),
  }
}

function followSession(url: string, listener: StreamListener): () => void {
  return followWhileSeen(
    { url, types: ['events', 'state', 'resync'], states: ['state'] },
    {
      onOpen: listener.onOpen,
      onLost: listener.onLost,
      onEvent(type, data) {
        if (type === 'events') listener.onEvents(data as readonly SessionEvent[])
        if (type === 'state') listener.onState(data as LiveSessionState)
        if (type === 'resync') listener.onResync()
      },
    },
  )
}
