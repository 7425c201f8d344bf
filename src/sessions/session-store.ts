/** All sessions that one agent keeps on this machine, whatever the form. */
import type { EventCursor, SessionEvent } from '../core/session/session-event.ts'
import type { WrittenRows } from './kept-records/row-file.ts'
import type { LaneSource } from './lane-source.ts'
import type { ReaderListener, SessionReader } from './session-reader.ts'

export interface SessionStore {
  /** Those whose id begins so. Names are enough: nothing is opened. */
  find(beginning: string): readonly FoundSession[]
  read(session: ReadOrder): SessionReader
  /** All whose id begins so, each once, newest first. Names are enough: nothing is opened. @default all */
  texts(beginning?: string): readonly SessionTexts[]
}

/** A session as who searches it goes through it: with all of its text, and nothing is followed. */
export interface SessionTexts {
  readonly sessionId: string
  readonly changedMs: number
  /** Another one after every write. */
  readonly mark: string
  /** What was told may be told otherwise: nothing can be gone on with. */
  readonly isRewritten: boolean
  /** The folder that its first records name: those are read. */
  cwd(): string | undefined
  /** The first of its files, where it has one that is known without a look at others. */
  readonly log?: string | undefined
  /** All that belongs to it; none where its agent keeps it in a database with others. */
  files(): readonly string[]
  /** Of one in a database with others: its rows, to be archived. Absent, or undefined: it lies in files, or can't be read now. */
  rows?(): WrittenRows | undefined
  lanes(): readonly LaneSource[]
  /** One event as its record alone tells it: what depends on records before may be missing. */
  said(cursor: EventCursor): SessionEvent | undefined
}

export interface FoundSession {
  readonly sessionId: string
  readonly changedMs: number
}

export interface ReadOrder {
  readonly sessionId: string
  /** Of its process, where one is known: there it will be written. */
  readonly cwd: () => string | undefined
  readonly listener: ReaderListener
}

/** The one session that is meant: the very id, else the only one that begins so. Kept in two places it is the one written last. */
export function chooseSession<T extends FoundSession>(found: readonly T[], idOrBeginning: string): T | undefined {
  const newest = new Map<string, T>()
  for (const one of found) {
    const known = newest.get(one.sessionId)
    if (known === undefined || one.changedMs > known.changedMs) newest.set(one.sessionId, one)
  }
  return newest.get(idOrBeginning) ?? (newest.size === 1 ? [...newest.values()][0] : undefined)
}

/** An agent's sessions in several places or forms. One that is in none yet is awaited in the first. */
/** Each session once: of several places the one that `isBetter`. */
export function eachSession<T extends FoundSession>(
  found: readonly T[],
  isBetter: (one: T, other: T) => boolean,
): readonly T[] {
  const best = new Map<string, T>()
  for (const one of found) {
    const known = best.get(one.sessionId)
    if (known === undefined || isBetter(one, known)) best.set(one.sessionId, one)
  }
  return [...best.values()].sort((a, b) => b.changedMs - a.changedMs)
}

export const joinStores = (stores: readonly SessionStore[]): SessionStore => ({
  find: (beginning) => stores.flatMap((store) => store.find(beginning)),
  texts: (beginning) =>
    eachSession(
      stores.flatMap((store) => store.texts(beginning)),
      (one, other) => one.changedMs > other.changedMs,
    ),
  read(order) {
    const holding = stores.map((store) => ({
      store,
      found: chooseSession(store.find(order.sessionId), order.sessionId),
    }))
    const newest = holding.toSorted((a, b) => (b.found?.changedMs ?? -1) - (a.found?.changedMs ?? -1))[0]
    if (newest === undefined) throw new Error('An agent whose sessions are nowhere kept can not be read.')
    return newest.store.read(order)
  },
})
