/**
 * Following one session: what every face asks, whether the session's files are on this machine or behind a server. The
 * services give it: `await sessions.watch(id, options)`, undefined where no session, or more than one, has an id that begins so.
 */
import type { LiveSessionState } from './live-session.ts'
import type { EventCursor, SessionEvent, SessionEventKind } from './session-event.ts'

/** As `after`: from the first event on. */
export const fromStart = 'start'

export interface EventQuery {
  /** Events that came after this one, oldest first; `fromStart` for all. Without `after` and `before`: the newest. */
  readonly after?: EventCursor | typeof fromStart | undefined
  /** Events that came before this one: the page nearest to it. */
  readonly before?: EventCursor | undefined
  /** Only these; all when absent. */
  readonly kinds?: readonly SessionEventKind[] | undefined
  /** Only of this lane: `main` or a subagent's id. */
  readonly lane?: string | undefined
  /** Only events that contain this text, in any case. */
  readonly search?: string | undefined
  /** 1–1000, 100 when absent. */
  readonly limit?: number | undefined
}

export interface SessionEventPage {
  /** In the order of time, oldest first, whichever way was asked. */
  readonly events: readonly SessionEvent[]
  /** Give it back as `before` for what is older; absent at the beginning. */
  readonly before?: EventCursor | undefined
  /** Give it back as `after` for what is newer; absent where nothing newer is there yet. */
  readonly after?: EventCursor | undefined
}

export type SessionChange =
  | { readonly type: 'events'; readonly events: readonly SessionEvent[] }
  /** At most ten a second. */
  | { readonly type: 'state'; readonly state: LiveSessionState }
  /** The transcript was cut or replaced, or too much was missed: read the newest page and the state again. */
  | { readonly type: 'resync' }

export interface SessionWatch {
  readonly sessionId: string
  state(): LiveSessionState
  events(query?: EventQuery): Promise<SessionEventPage>
  /** One event with all of its text. Undefined when there is none at that place (any more). */
  event(cursor: EventCursor): Promise<SessionEvent | undefined>
  subscribe(listener: (change: SessionChange) => void): () => void
  close(): void
}

export interface WatchOptions {
  /** Secrets stay readable. For the command line alone, when its user asks for it. */
  readonly isRedacted?: boolean | undefined
}

export const standardEventLimit = 100
export const mostEventsPerPage = 1000
