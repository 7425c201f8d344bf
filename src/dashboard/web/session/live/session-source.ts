/** Where the page of a session asks: pages of events, one event whole, the state, and the stream. The only file that knows these routes. */

import type { Result } from '../../../../core/result.ts'
import type { LiveSessionState } from '../../../../core/session/live-session.ts'
import type { EventCursor, SessionEvent } from '../../../../core/session/session-event.ts'
import type { EventQuery, SessionEventPage } from '../../../../core/session/session-watch.ts'
import { type ApiProblem, ask } from '../../api.ts'

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
    follow: (listener) => followStream(`${base}/stream`, listener),
  }
}

/** The server speaks at least every 15 s; three times that without a word is a lost connection. */
const silentAfterMs = 45_000
const firstRetryMs = 1000
const lastRetryMs = 30_000

function followStream(url: string, listener: StreamListener): () => void {
  let stream: EventSource | undefined
  let silence: ReturnType<typeof setTimeout> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let retryMs = firstRetryMs

  const heard = () => {
    clearTimeout(silence)
    silence = setTimeout(lose, silentAfterMs)
  }
  const close = () => {
    clearTimeout(silence)
    clearTimeout(retry)
    stream?.close()
  }
  function lose(): void {
    close()
    listener.onLost()
    retry = setTimeout(open, retryMs)
    retryMs = Math.min(lastRetryMs, retryMs * 2)
  }
  function open(): void {
    close()
    const source = new EventSource(url)
    stream = source
    const on = (type: string, handle: (data: string) => void) =>
      source.addEventListener(type, (event) => {
        heard()
        handle((event as MessageEvent<string>).data)
      })
    source.addEventListener('open', () => {
      heard()
      retryMs = firstRetryMs
      listener.onOpen()
    })
    on('events', (data) => listener.onEvents(JSON.parse(data) as readonly SessionEvent[]))
    on('state', (data) => listener.onState(JSON.parse(data) as LiveSessionState))
    on('resync', () => listener.onResync())
    on('heartbeat', () => {})
    source.addEventListener('error', lose)
  }
  // A browser opens six connections to one server, over all its tabs: who does not look needs none.
  const whenSeen = () => {
    if (document.hidden) {
      close()
      listener.onLost()
    } else {
      retryMs = firstRetryMs
      open()
    }
  }
  document.addEventListener('visibilitychange', whenSeen)
  if (!document.hidden) open()
  return () => {
    document.removeEventListener('visibilitychange', whenSeen)
    close()
  }
}
