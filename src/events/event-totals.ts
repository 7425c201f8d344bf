/** Names and counts, from the dictionaries and rollups: never from the events one by one. */
import { levels } from '../core/captured/captured-event.ts'
import type {
  EventTotals,
  HistogramBin,
  HistogramQuestion,
  KeyTotal,
  SourceTotal,
} from '../core/captured/event-totals.ts'
import type { SeriesTotals } from '../core/otlp/series-point.ts'
import type { Database } from '../storage/sqlite.ts'
import { everyLevel, hourMs, minuteMs, rollupStepFor } from './event-schema.ts'

export const namesOf = (database: Database, table: 'sources' | 'types'): readonly string[] =>
  database.prepare(`SELECT name FROM ${table} WHERE events > 0 ORDER BY name`).pluck().all() as string[]

interface StepRow {
  readonly fromMs: number
  readonly level: number
  readonly events: number
}

export function histogram(database: Database, question: HistogramQuestion): readonly HistogramBin[] {
  const { sinceMs, untilMs, binMs, sources, eventTypes } = question
  const stepMs = rollupStepFor(question)
  const rows = database
    .prepare(
      // In the order of the index: bins would have to be sorted.
      `SELECT level, from_ms AS fromMs, SUM(events) AS events FROM rollups
       WHERE step_ms = @stepMs AND ${everyLevel} AND from_ms >= @sinceMs AND from_ms < @untilMs
         ${inNames('source', 'sources', sources)} ${inNames('type', 'types', eventTypes)}
       GROUP BY level, from_ms`,
    )
    .all({ sinceMs, untilMs, stepMs, source: JSON.stringify(sources), type: JSON.stringify(eventTypes) })
  const bins = new Map<number, Record<string, number>>()
  for (const { fromMs, level, events } of rows as StepRow[]) {
    const bin = Math.floor((fromMs - sinceMs) / binMs)
    const counts = bins.get(bin) ?? {}
    const name = levels[level - 1] ?? 'none'
    counts[name] = (counts[name] ?? 0) + events
    bins.set(bin, counts)
  }
  return [...bins].sort(([a], [b]) => a - b).map(([bin, counts]) => ({ fromMs: sinceMs + bin * binMs, counts }))
}

const inNames = (column: 'source' | 'type', table: string, names: readonly string[] | undefined): string =>
  names === undefined
    ? ''
    : `AND ${column} IN (SELECT id FROM ${table} WHERE name IN (SELECT value FROM json_each(@${column})))`

interface SourceRow {
  readonly id: number
  readonly source: string
  readonly events: number
  readonly bytes: number
  readonly first_id: number
  readonly last_id: number
}

/** Without a time of now nobody can tell how many come in a minute. */
export function totals(database: Database, nowMs?: number): EventTotals {
  const ends = database
    .prepare(
      `SELECT (SELECT captured_ms FROM events ORDER BY id LIMIT 1) AS oldest,
              (SELECT captured_ms FROM events ORDER BY id DESC LIMIT 1) AS newest,
              (SELECT seq FROM sqlite_sequence WHERE name = 'events') AS newestId,
              (SELECT value FROM facts WHERE name = 'indexed_id') AS indexedId`,
    )
    .get() as { oldest: number | null; newest: number | null; newestId: number | null; indexedId: number }
  const rows = database
    .prepare(
      `SELECT s.id, s.name AS source, SUM(r.events) AS events, SUM(r.bytes) AS bytes, MIN(r.first_id) AS first_id, MAX(r.last_id) AS last_id
       FROM rollups r JOIN sources s ON s.id = r.source WHERE r.step_ms = ${hourMs} GROUP BY r.source ORDER BY events DESC, s.name`,
    )
    .all() as SourceRow[]
  const event = database.prepare(
    'SELECT captured_ms AS ms, t.name AS type FROM events e JOIN types t ON t.id = e.type WHERE e.id = ?',
  )
  const at = (id: number) => (event.get(id) ?? {}) as { readonly ms?: number; readonly type?: string }
  const rates = nowMs === undefined ? undefined : ratesOf(database, nowMs)
  const sources = rows.map(({ id, source, events, bytes, first_id, last_id }): SourceTotal => {
    const { ms, type } = at(last_id)
    const perMinute = rates && Math.round(rates.get(id) ?? 0)
    return { source, events, bytes, firstAt: toIso(at(first_id).ms), lastAt: toIso(ms), lastType: type, perMinute }
  })
  const newestId = ends.newestId ?? 0
  return {
    events: sources.reduce((sum, { events }) => sum + events, 0),
    fileBytes:
      Number(database.pragma('page_count', { simple: true })) * Number(database.pragma('page_size', { simple: true })),
    oldest: toIso(ends.oldest),
    newest: toIso(ends.newest),
    newestId,
    notIndexed: Math.max(0, newestId - ends.indexedId),
    sources,
    ...keyTotals(database),
    ...seriesTotals(database),
  }
}

function keyTotals(database: Database): Pick<EventTotals, 'keys'> {
  const keys = database.prepare('SELECT name AS key, events FROM keys ORDER BY events DESC, name').all() as KeyTotal[]
  return keys.length === 0 ? {} : { keys }
}

interface RateRow {
  readonly source: number
  readonly now: number
  readonly before: number
}

/** By source: all of this minute, and of the one before as much as lies within 60 seconds, as if it had come evenly. */
function ratesOf(database: Database, nowMs: number): ReadonlyMap<number, number> {
  const minute = nowMs - (nowMs % minuteMs)
  const share = 1 - (nowMs - minute) / minuteMs
  const rows = database
    .prepare(
      `SELECT source, SUM(iif(from_ms = @minute, events, 0)) AS now, SUM(iif(from_ms < @minute, events, 0)) AS before FROM rollups
       WHERE step_ms = ${minuteMs} AND ${everyLevel} AND from_ms BETWEEN @minute - ${minuteMs} AND @minute GROUP BY source`,
    )
    .all({ minute }) as RateRow[]
  return new Map(rows.map(({ source, now, before }) => [source, now + before * share]))
}

function seriesTotals(database: Database): Pick<EventTotals, 'metrics'> {
  const metrics = database
    .prepare(
      `SELECT (SELECT COUNT(*) FROM series) AS series,
              coalesce((SELECT value FROM facts WHERE name = 'refused_points'), 0) AS refusedPoints`,
    )
    .get() as SeriesTotals
  return metrics.series === 0 && metrics.refusedPoints === 0 ? {} : { metrics }
}

const toIso = (ms: number | null | undefined): string | undefined =>
  ms == null ? undefined : new Date(ms).toISOString()
