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

/** Each step is a commit: on a busy machine the time that passes says little of the rows. */
const fewestInStep = 25

/** How many rows a step may take away, by how long the last one took: some rows are 500 KB, most are 300 bytes. */
export function stepSize(aimMs = 8, elapsedMs: () => number = performance.now.bind(performance)) {
  let most = 100
  return {
    get most() {
      return most
    },
    /** Of a step that had less to do than it might no size can be told. */
    timed<T>(work: () => T, isWhole: (value: T) => boolean = () => true): T {
      const beganAtMs = elapsedMs()
      const value = work()
      if (!isWhole(value)) return value
      const tookMs = elapsedMs() - beganAtMs
      if (tookMs < aimMs / 2) most = Math.min(1_000, most * 2)
      else if (tookMs > aimMs) most = Math.max(fewestInStep, Math.floor(most / 2))
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
  const { changes } = database.prepare(`DELETE FROM points WHERE rowid IN (${old})`).run(beforeMs, pointsAtOnce)
  if (changes > 0) database.prepare('DELETE FROM series WHERE id NOT IN (SELECT series FROM points)').run()
  return changes
}

/** Of pages that nothing stands in any more. */
export const freeBytesIn = (database: Database): number =>
  Number(database.pragma('freelist_count', { simple: true })) * Number(database.pragma('page_size', { simple: true }))

/** Gives free pages back to the disk, as many as a moment allows; whether there are more. */
export function giveBack(database: Database, pages = 256): boolean {
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

export function pruneRules(database: Database, { beforeMs, sources }: PruneOrder): SweepRule[] {
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
