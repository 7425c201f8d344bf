/** Which sessions there are, as whoever answers from the index looks them up. */
import { keyOfSession, type SearchSource } from './search-source.ts'

export interface SourceLook {
  /** Newest first. */
  all(): readonly SearchSource[]
  of(session: Pick<SearchSource, 'agent' | 'sessionId'>): SearchSource | undefined
}

/** Looked up again after this time, behind the answer, which may not wait for the names of all; and when one is asked for that is not known. */
const sourcesForMs = 10_000
const unknownAgainMs = 1_000

export function createSourceLook(sources: () => readonly SearchSource[], clock: () => number): SourceLook {
  let known: readonly SearchSource[] = []
  let byKey = new Map<string, SearchSource>()
  let knownMs = Number.NEGATIVE_INFINITY

  let isLooking = false

  function look(): void {
    known = sources()
    byKey = new Map(known.map((source) => [keyOfSession(source), source]))
    knownMs = clock()
  }

  return {
    all() {
      if (knownMs === Number.NEGATIVE_INFINITY) look()
      else if (clock() - knownMs > sourcesForMs && !isLooking) {
        isLooking = true
        setImmediate(() => {
          isLooking = false
          look()
        })
      }
      return known
    },
    of(session) {
      if (!byKey.has(keyOfSession(session)) && clock() - knownMs > unknownAgainMs) look()
      return byKey.get(keyOfSession(session))
    },
  }
}
