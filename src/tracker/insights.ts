/** What an agent wrote down of its own usage beside its records. Read when it changed. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordSource } from '../agents/machine-sources.ts'
import { type Facets, ownStatistics, type SessionMeta } from '../agents/own-statistics.ts'
import { namesIn, statOf } from '../storage/look.ts'
import type { Database } from '../storage/sqlite.ts'

/** Whose figures the stats-cache holds. */
export const statsCacheAgent = ownStatistics.agent

export interface Insight {
  readonly meta: SessionMeta | undefined
  readonly facets: Facets | undefined
}

/** Prepared once for many: thousands of statements wait for the garbage collector, which knows nothing of their memory. */
export function insightReader(database: Database): (sessionId: string) => Insight {
  const select = database.prepare('SELECT meta, facets FROM insight WHERE session_id = ?')
  return (sessionId) => {
    const row = select.get(sessionId) as { meta: string | null; facets: string | null } | undefined
    return {
      meta: decoded(row?.meta, ownStatistics.metas.decode),
      facets: decoded(row?.facets, ownStatistics.facets.decode),
    }
  }
}

export const insightOf = (database: Database, sessionId: string): Insight => insightReader(database)(sessionId)

function decoded<T>(
  text: string | null | undefined,
  decode: (text: string) => { ok: boolean; value?: T },
): T | undefined {
  return text === null || text === undefined ? undefined : decode(text).value
}

/** What is new in these files; undefined when nothing is. */
export interface FoundInsights {
  readonly marks: readonly { readonly key: string; readonly mark: string }[]
  readonly statsCaches: readonly { readonly configDir: string; readonly text: string }[]
  readonly metas: readonly string[]
  readonly facets: readonly string[]
}

/**
 * A folder is looked into when its own time changed (files in it are replaced by renaming) or when the last look is an hour old.
 * A file that can't be read or decoded is passed over: it is no source of any total.
 */
export function findInsights(
  database: Database,
  sources: readonly RecordSource[],
  nowMs: number,
): FoundInsights | undefined {
  const found = {
    marks: [] as { key: string; mark: string }[],
    statsCaches: [] as { configDir: string; text: string }[],
  }
  const metas: string[] = []
  const facets: string[] = []
  const known = database.prepare(`SELECT value FROM meta WHERE key = ?`)
  const isNew = (key: string, mark: string): boolean => {
    if ((known.get(key) as { value: unknown } | undefined)?.value === mark) return false
    found.marks.push({ key, mark })
    return true
  }
  // Where a transcript tells the same and more, session-meta has nothing to add.
  const hasTranscript = database.prepare('SELECT 1 FROM file WHERE session_id = ? LIMIT 1')
  const isUntold = (name: string): boolean => hasTranscript.get(name.replace(/\.json$/, '')) === undefined
  const own = sources.filter(({ agent }) => agent === statsCacheAgent)
  for (const configDir of own.map(({ dataDir }) => ownStatistics.folderOf(dataDir))) {
    const cachePath = join(configDir, ownStatistics.days.file)
    const cacheMark = markOf(cachePath)
    if (cacheMark !== undefined && isNew(`stats ${cachePath}`, cacheMark)) {
      found.statsCaches.push({ configDir, text: textOf(cachePath) ?? '' })
    }
    for (const { folder, texts, isTheOnly } of [
      { ...ownStatistics.metas, texts: metas, isTheOnly: isUntold },
      { ...ownStatistics.facets, texts: facets, isTheOnly: () => true },
    ]) {
      const path = join(configDir, folder)
      const mark = markOf(path)
      if (mark !== undefined && isNew(`folder ${path}`, `${mark} ${Math.floor(nowMs / 3_600_000)}`)) {
        for (const name of namesIn(path).filter((found) => found.endsWith('.json'))) {
          if (isTheOnly(name)) texts.push(textOf(join(path, name)) ?? '')
        }
      }
    }
  }
  return found.marks.length > 0 ? { ...found, metas, facets } : undefined
}

/** Inside a transaction; the sessions that may look different now. */
export function storeInsights(database: Database, found: FoundInsights, machine: string): readonly string[] {
  const mark = database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)')
  for (const { key, mark: value } of found.marks) mark.run(key, value)
  for (const { configDir, text } of found.statsCaches) storeStats(database, configDir, text, machine)
  return [
    ...storeTexts(database, 'meta', found.metas, machine),
    ...storeTexts(database, 'facets', found.facets, machine),
  ]
}

function storeStats(database: Database, configDir: string, text: string, machine: string): void {
  const cache = ownStatistics.days.decode(text)
  if (!cache.ok) return
  // Days that the file no longer has stay: a new schema has lost history before.
  const insert = database.prepare('INSERT OR REPLACE INTO stats_day VALUES (?, ?, ?, ?, ?, ?, ?)')
  for (const { date, model, tokens, includesCache } of cache.value.days) {
    insert.run(configDir, date, model, tokens, Number(includesCache), statsCacheAgent, machine)
  }
}

function storeTexts(
  database: Database,
  column: 'meta' | 'facets',
  texts: readonly string[],
  machine: string,
): string[] {
  const changed: string[] = []
  const select = database.prepare(`SELECT ${column} AS text FROM insight WHERE session_id = ?`)
  const upsert = database.prepare(
    `INSERT INTO insight (session_id, agent, machine, ${column}) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET ${column} = excluded.${column}`,
  )
  for (const text of texts) {
    const result = column === 'meta' ? ownStatistics.metas.decode(text) : ownStatistics.facets.decode(text)
    if (!result.ok) continue
    const { sessionId } = result.value
    if ((select.get(sessionId) as { text: string | null } | undefined)?.text === text) continue
    upsert.run(sessionId, statsCacheAgent, machine, text)
    changed.push(sessionId)
  }
  return changed
}

function markOf(path: string): string | undefined {
  const stats = statOf(path)
  return stats && `${stats.mtimeMs} ${stats.size}`
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
