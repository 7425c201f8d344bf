/** What runs behind the events, in steps that hold the store for a moment only: the index of their texts, and cleaning by age and size. */
import type { Database } from '../storage/sqlite.ts'
import { bytesOfRow, hourMs, minuteMs } from './event-schema.ts'
import { removeOldestTold } from './told-usage.ts'

export interface Retention {
  /** Since its capture. */
  readonly keepForMs: number
  /** Of a source, where it is shorter. */
  readonly keepForMsOf: Readonly<Record<string, number>>
  /** Of the file. */
  readonly maxBytes: number
}

/** Rows that are read into the index at once; the index lags by a step at least. */
const indexedAtOnce = 500

/** The next texts into the index; how many. */
export function indexTexts(database: Database): number {
  const from = database.prepare(`SELECT value FROM facts WHERE name = 'indexed_id'`).pluck().get() as number
  const { last, rows } = database
    .prepare('SELECT MAX(id) AS last, COUNT(*) AS rows FROM (SELECT id FROM events WHERE id > ? ORDER BY id LIMIT ?)')
    .get(from, indexedAtOnce) as { last: number | null; rows: number }
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

/** Rows that go at once. */
const removedAtOnce = 200

/** Removes the next that are too old or too much; how many. 0: nothing is left to remove. */
export function removeNext(database: Database, retention: Retention, nowMs: number): number {
  const isFull = isTooLarge(database, retention.maxBytes)
  const points = removePoints(database, isFull ? Number.MAX_SAFE_INTEGER : nowMs - retention.keepForMs)
  const ids = tooOld(database, retention, nowMs) ?? (isFull ? oldest(database) : [])
  if (ids.length > 0) remove(database, ids)
  return ids.length + points + removeOldestTold(database)
}

/** The oldest before this moment, and series of which nothing is left; how many. */
function removePoints(database: Database, beforeMs: number): number {
  const old = 'SELECT rowid FROM points WHERE minute_ms < ? ORDER BY minute_ms LIMIT ?'
  const { changes } = database.prepare(`DELETE FROM points WHERE rowid IN (${old})`).run(beforeMs, removedAtOnce)
  if (changes > 0) database.prepare('DELETE FROM series WHERE id NOT IN (SELECT series FROM points)').run()
  return changes
}

/** Gives free pages back to the disk, as many as a moment allows; whether there are more. */
export function giveBack(database: Database, pages = 256): boolean {
  database.pragma(`incremental_vacuum(${pages})`)
  return Number(database.pragma('freelist_count', { simple: true })) > 0
}

function tooOld(database: Database, { keepForMs, keepForMsOf }: Retention, nowMs: number): number[] | undefined {
  const general = before(database, nowMs - keepForMs)
  if (general.length > 0) return general
  const idOf = database.prepare('SELECT id FROM sources WHERE name = ?').pluck()
  for (const [name, ofSourceMs] of Object.entries(keepForMsOf)) {
    const ids = before(database, nowMs - ofSourceMs, idOf.get(name) as number | undefined)
    if (ids.length > 0) return ids
  }
  return undefined
}

/** Ids and captures grow together: where the first row is young enough, all are, and none is looked through. */
function before(database: Database, sinceMs: number, source?: number): number[] {
  const where = source === undefined ? '' : `AND source = ${source}`
  const first = database.prepare(`SELECT captured_ms FROM events WHERE true ${where} ORDER BY id LIMIT 1`).pluck().get()
  if (first === undefined || (first as number) >= sinceMs) return []
  const ids = database.prepare(`SELECT id FROM events WHERE captured_ms < ? ${where} ORDER BY id LIMIT ?`).pluck()
  return ids.all(sinceMs, removedAtOnce) as number[]
}

function isTooLarge(database: Database, maxBytes: number): boolean {
  const [pages, free, size] = ['page_count', 'freelist_count', 'page_size'].map((name) =>
    Number(database.pragma(name, { simple: true })),
  ) as [number, number, number]
  return (pages - free) * size > maxBytes
}

const oldest = (database: Database): number[] =>
  database.prepare('SELECT id FROM events ORDER BY id LIMIT ?').pluck().all(removedAtOnce) as number[]

interface Removed {
  readonly level: number
  readonly minute: number
  readonly source: number
  readonly type: number
  readonly events: number
  readonly bytes: number
}

function remove(database: Database, ids: readonly number[]): void {
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
