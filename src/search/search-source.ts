/** Whose texts are indexed: sessions, as whoever reads them gives them. */
import type { LinePlace } from '../agents/line-cursor.ts'
import type { SessionEvent } from '../core/session/session-event.ts'

export interface SearchSource {
  readonly agent: string
  readonly sessionId: string
  readonly changedMs: number
  /** Another one after every write. */
  readonly mark: string
  /** What was told may be told otherwise: it is read from its beginning whenever it changed. */
  readonly isRewritten: boolean
  /** Its records tell that its user wants none of it searched. @default none do */
  looksLeftOut?(): boolean
  /** Its agent deleted its records: what is read of it is from the archive. @default they are where they were */
  isKeptHere?(): boolean
  lanes(): readonly SourceLane[]
  /** One event with all of its text. */
  said(cursor: string): SessionEvent | undefined
}

export interface SourceLane {
  readonly lane: string
  /** Oldest first, behind an event or from the first; undefined comes between events as a chance to let others work. */
  forward(
    entry: { readonly kind: 'edge' } | { readonly kind: 'place'; readonly place: LinePlace },
  ): Iterable<{ readonly event: SessionEvent; readonly atMs: number } | undefined>
}

/** Two agents may have sessions of one id. */
export const keyOfSession = ({ agent, sessionId }: Pick<SearchSource, 'agent' | 'sessionId'>): string =>
  `${agent} ${sessionId}`
