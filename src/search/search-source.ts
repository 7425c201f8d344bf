/** Whose texts are indexed: sessions, as whoever reads them gives them. */
import type { SessionEvent } from '../core/session/session-event.ts'

export interface SearchSource {
  readonly agent: string
  readonly sessionId: string
  readonly changedMs: number
  /** Another one after every write. */
  readonly mark: string
  /** What was told may be told otherwise: it is read from its beginning whenever it changed. */
  readonly isRewritten: boolean
  lanes(): readonly SourceLane[]
  /** One event with all of its text. */
  said(cursor: string): SessionEvent | undefined
}

export interface SourceLane {
  readonly lane: string
  /** Oldest first, behind an event or from the first; undefined comes between events as a chance to let others work. */
  forward(
    entry: { readonly kind: 'edge' } | { readonly kind: 'place'; readonly place: Place },
  ): Iterable<{ readonly event: SessionEvent; readonly atMs: number } | undefined>
}

export interface Place {
  readonly lane: string
  readonly offset: number
  readonly index: number
}
