/** All sessions that one agent keeps on this machine, whatever the form. */
import type { ReaderListener, SessionReader } from './session-reader.ts'

export interface SessionStore {
  /** Those whose id begins so. Names are enough: nothing is opened. */
  find(beginning: string): readonly FoundSession[]
  read(session: ReadOrder): SessionReader
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
export const joinStores = (stores: readonly SessionStore[]): SessionStore => ({
  find: (beginning) => stores.flatMap((store) => store.find(beginning)),
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
