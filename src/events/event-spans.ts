/**
 * Where in the ids there may be something of a source, type and level: the rollups know the first and the last of each hour. No index has
 * the level, and errors are few among millions.
 */
import type { Database } from '../storage/sqlite.ts'
import type { Counted, EventStream } from './event-plan.ts'
import { hourMs } from './event-schema.ts'

export interface Range {
  readonly from: number
  readonly to: number
}

/** Apart by less than that two are one. */
const closeIds = 500

/** In order and apart. Undefined: the rollups can't tell, since some alternative asks for any level. */
export function spansOf(
  database: Database,
  streams: readonly EventStream[],
  range: Range,
): readonly Range[] | undefined {
  if (streams.some(({ counted }) => counted.levels === undefined)) return undefined
  const all = streams.flatMap(({ counted }) => spansOfStream(database, counted, range))
  all.sort((a, b) => a.from - b.from)
  const spans: Range[] = []
  for (const { from, to } of all) {
    const last = spans.at(-1)
    if (last !== undefined && from <= last.to + closeIds)
      spans[spans.length - 1] = { from: last.from, to: Math.max(last.to, to) }
    else spans.push({ from, to })
  }
  return spans
}

function spansOfStream(database: Database, { levels = [], sources, types }: Counted, range: Range): readonly Range[] {
  const among = (column: string, ids: readonly number[] | undefined) =>
    ids === undefined ? '' : ` AND ${column} IN (${ids.join(', ')})`
  return database
    .prepare(
      `SELECT MIN(first_id) AS "from", MAX(last_id) AS "to" FROM rollups
       WHERE step_ms = ${hourMs} AND level IN (${levels.join(', ')})${among('source', sources)}${among('type', types)}
         AND last_id >= ? AND first_id <= ? GROUP BY from_ms`,
    )
    .all(range.from, range.to) as Range[]
}

/** What is left of the ids when those before the next span are passed over; undefined: nothing. */
export function withinSpans(left: Range, spans: readonly Range[], order: 'newest' | 'oldest'): Range | undefined {
  const next =
    order === 'newest' ? spans.findLast(({ from }) => from <= left.to) : spans.find(({ to }) => to >= left.from)
  if (next === undefined || next.to < left.from || next.from > left.to) return undefined
  return order === 'newest'
    ? { from: left.from, to: Math.min(left.to, next.to) }
    : { from: Math.max(left.from, next.from), to: left.to }
}
