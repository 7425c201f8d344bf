/** What runs behind the events, in steps that hold the store for a moment only: the index of their texts, and what cleaning takes away. */
import type { PruneOrder } from '../core/captured/event-retention.ts'
import type { Database } from '../storage/sqlite.ts'
import { bytesOfRow, hourMs, minuteMs } from './event-schema.ts'
import type { SweepRule } from './event-sweep.ts'
import { removeOldestTold } from './told-usage.ts'

export interface Retention {
  /** Since its capture. */
  readonly keepForMs: number
  /** Of a source that has its own. */
  readonly keepForMsOf: Readonly<Record<string, number>>
  /** Of the file. */
  readonly maxBytes: number
  /** What is too old goes once a day. Undefined: at any time. */
  readonly cleanup?: { readonly dueMs: number; readonly nextMs: number } | undefined
  /** @default true */
  readonly givesBackSpace?: boolean | undefined
  /** Of the disk: below it nothing is stored. @default 0 */
  readonly minFreeBytes?: number | undefined
}

/**
 * The index puts its pieces together when it is told to, in steps of their own. By itself it would do so in whatever transaction comes, for
 * as long as it takes; what it does beyond 200 pieces of one size it does all the same. A piece of which a quarter is gone is written anew.
 */
export function indexOnlyWhenTold(database: Database): void {
  if (database.prepare("SELECT v FROM texts_config WHERE k = 'automerge'").pluck().get() === 0) return
  database.exec(`
    INSERT INTO texts (texts, rank) VALUES ('automerge', 0);
    INSERT INTO texts (texts, rank) VALUES ('crisismerge', 200);
    INSERT INTO texts (texts, rank) VALUES ('deletemerge', 25);
  `)
}

/** Some of its pieces, as many pages as this; whether there may be more. Where nothing is stored any more all of it goes at once. */
export function mergeTexts(database: Database, pages: number): boolean {
  const changes = database.prepare('SELECT total_changes()').pluck()
  const before = changes.get() as number
  const isEmpty = database.prepare('SELECT 1 FROM events LIMIT 1').get() === undefined
  const isIndexed = database.prepare('SELECT 1 FROM texts_docsize LIMIT 1').get() !== undefined
  if (isEmpty && isIndexed) database.exec("INSERT INTO texts (texts) VALUES ('delete-all')")
  else database.prepare("INSERT INTO texts (texts, rank) VALUES ('merge', ?)").run(pages)
  // As SQLite tells it: https://www.sqlite.org/fts5.html#the_merge_command
  return !isEmpty && (changes.get() as number) - before >= 2
}

/** The next texts into the index, at most so many; how many. */
export function indexTexts(database: Database, most: number): number {
  const from = database.prepare(`SELECT value FROM facts WHERE name = 'indexed_id'`).pluck().get() as number
  const { last, rows } = database
    .prepare('SELECT MAX(id) AS last, COUNT(*) AS rows FROM (SELECT id FROM events WHERE id > ? ORDER BY id LIMIT ?)')
    .get(from, most) as { last: number | null; rows: number }
  if (last === null) return 0
  database
    .prepare(
      `INSERT INTO texts (rowid, message, data)
       SELECT id, message, data FROM events WHERE id > ? AND id <= ? AND (message IS NOT NULL OR data IS NOT NULL)`,
    )
    .run(from, last)
  database.prepare(`UPDATE facts SET value = ? WHERE name = 'indexed_id'`).run(last)
  return rows
}

/** Points of metrics that go at once. */
const pointsAtOnce = 200

/** Whoever captures may wait for a step. */
const stepMs = 6

/** Of this thread on a processor: on a busy machine the time that passes says little of a step. */
function ownTimeMs(): number {
  // Node.js 22 has no such figure.
  const { user, system } = process.threadCpuUsage?.() ?? { user: performance.now() * 1_000, system: 0 }
  return (user + system) / 1_000
}

export interface StepSize {
  readonly most: number
  /** `isWhole`: of a step that had less to do than it might no size can be told. */
  timed<T>(work: () => Promise<T>, isWhole?: (value: T) => boolean): Promise<T>
}

/** How much a step may do, by how long the last one took with its commit: some rows are 500 KB, most are 300 bytes. */
export function stepSize({ least = 25, first = 100, greatest = 1_000 } = {}): StepSize {
  let most = first
  return {
    get most() {
      return most
    },
    async timed(work, isWhole = () => true) {
      const beganAtMs = ownTimeMs()
      const value = await work()
      if (!isWhole(value)) return value
      const tookMs = ownTimeMs() - beganAtMs
      if (tookMs < stepMs / 2) most = Math.min(greatest, most * 2)
      else if (tookMs > stepMs) most = Math.max(least, Math.floor(most / 2))
      return value
    },
  }
}

/** Points of metrics and series from before this moment, undefined for the oldest of all; how many. */
export function removeOldPoints(database: Database, beforeMs = Number.MAX_SAFE_INTEGER): number {
  return removePoints(database, beforeMs) + removeOldestTold(database)
}

/** The oldest before this moment, and series of which nothing is left; how many. */
function removePoints(database: Database, beforeMs: number): number {
  const old = 'SELECT rowid FROM points WHERE minute_ms < ? ORDER BY minute_ms LIMIT ?'
  const gone = database.prepare(`DELETE FROM points WHERE rowid IN (${old}) RETURNING series`).pluck()
  const series = gone.all(beforeMs, pointsAtOnce)
  // Of these alone: there may be ten thousand series with points of thirty days.
  database
    .prepare(
      `DELETE FROM series WHERE id IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM points WHERE series = series.id)`,
    )
    .run(JSON.stringify([...new Set(series)]))
  return series.length
}

/** Of pages that nothing stands in any more. */
export const freeBytesIn = (database: Database): number =>
  Number(database.pragma('freelist_count', { simple: true })) * Number(database.pragma('page_size', { simple: true }))

/** Gives free pages back to the disk, as many as a moment allows; whether there are more. */
export function giveBack(database: Database, pages: number): boolean {
  database.pragma(`incremental_vacuum(${pages})`)
  return freeBytesIn(database) > 0
}

export function ageRules(database: Database, { keepForMs, keepForMsOf }: Retention, nowMs: number): SweepRule[] {
  const own = Object.entries(keepForMsOf).flatMap(([name, ofSourceMs]) => {
    const source = sourceId(database, name)
    return source === undefined ? [] : [{ beforeMs: nowMs - ofSourceMs, source }]
  })
  return [{ beforeMs: nowMs - keepForMs, except: own.map(({ source }) => source) }, ...own]
}

export function pruneRules(database: Database, { beforeMs, sources, of }: PruneOrder): SweepRule[] {
  if (of !== undefined) {
    const { project } = of
    return [
      ...of.sessionIds.map((session) => ({ beforeMs, session })),
      ...(project === undefined ? [] : [{ beforeMs, project }]),
    ]
  }
  if (sources === undefined) return [{ beforeMs }]
  return sources.flatMap((name) => {
    const source = sourceId(database, name)
    return source === undefined ? [] : [{ beforeMs, source }]
  })
}

const sourceId = (database: Database, name: string): number | undefined =>
  database.prepare('SELECT id FROM sources WHERE name = ?').pluck().get(name) as number | undefined

export function isTooLarge(database: Database, maxBytes: number): boolean {
  const [pages, free, size] = ['page_count', 'freelist_count', 'page_size'].map((name) =>
    Number(database.pragma(name, { simple: true })),
  ) as [number, number, number]
  return (pages - free) * size > maxBytes
}

export const oldestIds = (database: Database, most: number): number[] =>
  database.prepare('SELECT id FROM events ORDER BY id LIMIT ?').pluck().all(most) as number[]

interface Removed {
  readonly level: number
  readonly minute: number
  readonly source: number
  readonly type: number
  readonly events: number
  readonly bytes: number
}

/** With their words and counts; what they took. */
export function remove(database: Database, ids: readonly number[]): number {
  const chosen = JSON.stringify(ids)
  const among = 'IN (SELECT value FROM json_each(?))'
  const gone = database
    .prepare(
      `SELECT level, at_ms - at_ms % ${minuteMs} AS minute, source, type, COUNT(*) AS events,
              SUM(${bytesOfRow} + length(coalesce(message, '')) + length(coalesce(data, ''))) AS bytes
       FROM events WHERE id ${among} GROUP BY level, minute, source, type`,
    )
    .all(chosen) as Removed[]
  database.prepare(`DELETE FROM texts WHERE rowid ${among}`).run(chosen)
  database
    .prepare(
      `DELETE FROM sender_ids WHERE (source, sender_id) IN
         (SELECT source, sender_id FROM events WHERE sender_id IS NOT NULL AND id ${among})`,
    )
    .run(chosen)
  database.prepare(`DELETE FROM events WHERE id ${among}`).run(chosen)
  for (const removed of gone) uncount(database, removed)
  return gone.reduce((sum, { bytes }) => sum + bytes, 0)
}

function uncount(database: Database, { level, minute, source, type, events, bytes }: Removed): void {
  for (const step of [minuteMs, hourMs]) {
    const key = [step, level, minute - (minute % step), source, type]
    const where = 'WHERE step_ms = ? AND level = ? AND from_ms = ? AND source = ? AND type = ?'
    database.prepare(`UPDATE rollups SET events = events - ?, bytes = bytes - ? ${where}`).run(events, bytes, ...key)
    database.prepare(`DELETE FROM rollups ${where} AND events <= 0`).run(...key)
  }
  database.prepare('UPDATE sources SET events = events - ? WHERE id = ?').run(events, source)
  database.prepare('UPDATE types SET events = events - ? WHERE id = ?').run(events, type)
}
