/** How much of all sessions is indexed. */
import type { SearchProgress } from '../core/search/search-question.ts'
import type { Database } from '../storage/sqlite.ts'
import { keyOfSession, type SearchSource } from './search-source.ts'

interface Told {
  readonly version: number
  readonly of: readonly SearchSource[]
  readonly progress: SearchProgress
  /** Until then it is told as it is, whoever writes: of a hundred thousand sessions counting takes longer than a search. */
  readonly untilMs: number
}

/** The same as long as nobody writes and no session was looked for: every key that is typed asks. */
const told = new WeakMap<Database, Told>()
/** Counting rests so many times as long as it took. */
const restFactor = 20
const negligibleMs = 20

export function progressOf(database: Database, sources: readonly SearchSource[]): SearchProgress {
  const version = Number(database.pragma('data_version', { simple: true }))
  const before = told.get(database)
  const startMs = performance.now()
  if (before !== undefined && before.of.length === sources.length) {
    if (before.version === version && before.of === sources) return before.progress
    if (startMs < before.untilMs) return before.progress
  }
  const progress = countProgress(database, sources)
  const tookMs = performance.now() - startMs
  const untilMs = tookMs < negligibleMs ? 0 : startMs + restFactor * tookMs
  told.set(database, { version, of: sources, progress, untilMs })
  return progress
}

/** Complete back to the newest session of which something is missing. */
function countProgress(database: Database, sources: readonly SearchSource[]): SearchProgress {
  const whole = new Set(
    (
      database.prepare(`SELECT agent, session_id AS sessionId FROM session WHERE mark <> ''`).all() as SearchSource[]
    ).map(keyOfSession),
  )
  const isMissing = (source: SearchSource) => !whole.has(keyOfSession(source))
  const missing = sources.findIndex(isMissing)
  const sessions = sources.length
  if (missing === -1) return { sessions, indexed: sessions }
  const completeTo = sources[missing - 1]?.changedMs
  return {
    sessions,
    indexed: sessions - sources.filter(isMissing).length,
    completeSince: completeTo === undefined ? undefined : new Date(completeTo).toISOString(),
  }
}
