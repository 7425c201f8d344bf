/** Which sessions there are, as whoever answers from the index looks them up. */
import { keyOfSession, type SearchSource } from './search-source.ts'

export interface SourceLook {
  /** Newest first. */
  all(): readonly SearchSource[]
  of(session: Pick<SearchSource, 'agent' | 'sessionId'>): SearchSource | undefined
}

/** Looked up again after this time, behind the answer, which may not wait for the names of all; and when one is asked for that is not known. */
const sourcesForMs = 10_000
/** Where that takes long, because they are so many: it rests so many times as long. */
const restFactor = 30
const unknownAgainMs = 1_000

export function createSourceLook(sources: () => readonly SearchSource[], clock: () => number): SourceLook {
  let known: readonly SearchSource[] = []
  let byKey = new Map<string, SearchSource>()
  let knownMs = Number.NEGATIVE_INFINITY
  let restMs = sourcesForMs

  let isLooking = false

  function look(): void {
    const startMs = performance.now()
    known = sources()
    byKey = new Map(known.map((source) => [keyOfSession(source), source]))
    knownMs = clock()
    restMs = Math.max(sourcesForMs, restFactor * (performance.now() - startMs))
  }

  return {
    all() {
      if (knownMs === Number.NEGATIVE_INFINITY) look()
      else if (clock() - knownMs > restMs && !isLooking) {
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
