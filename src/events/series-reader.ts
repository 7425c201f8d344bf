/** Metrics as they were kept: which series there are, and the points of one. */
import type { Attributes } from '../core/otlp/otlp-values.ts'
import type {
  PointsQuestion,
  SeriesPage,
  SeriesPoints,
  SeriesQuestion,
  StoredSeries,
} from '../core/otlp/stored-series.ts'
import type { Database } from '../storage/sqlite.ts'

interface SeriesRow {
  readonly id: number
  readonly source: string
  readonly name: string
  readonly unit: string | null
  readonly kind: StoredSeries['kind']
  readonly attributes: string
  readonly resource: string
  readonly agent: string | null
  readonly session_id: string | null
  readonly machine: string
  readonly last_ms: number
  readonly last_value: number
}

const columns = 'id, source, name, unit, kind, attributes, resource, agent, session_id, machine, last_ms, last_value'
const isOneOf = (column: string, parameter: string): string =>
  `(@${parameter} IS NULL OR ${column} IN (SELECT value FROM json_each(@${parameter})))`

export function seriesOf(database: Database, question: SeriesQuestion): SeriesPage {
  const { limit, afterId = 0 } = question
  const asText = (names: readonly string[] | undefined) => (names === undefined ? null : JSON.stringify(names))
  const rows = database
    .prepare(
      `SELECT ${columns} FROM series WHERE id > @afterId AND ${isOneOf('source', 'sources')} AND ${isOneOf('name', 'names')}
         AND ${isOneOf('agent', 'agents')} AND ${isOneOf('session_id', 'sessionIds')} ORDER BY id LIMIT @limit + 1`,
    )
    .all({
      afterId,
      limit,
      sources: asText(question.sources),
      names: asText(question.names),
      agents: asText(question.agents),
      sessionIds: asText(question.sessionIds),
    }) as SeriesRow[]
  const series = rows.slice(0, limit).map(toSeries)
  return { series, nextId: rows.length > limit ? series.at(-1)?.id : undefined }
}

interface PointRow {
  readonly minute_ms: number
  readonly value: number
}

/** Undefined: there is no such series, or it made room for another. */
export function pointsOf(database: Database, question: PointsQuestion): SeriesPoints | undefined {
  const { seriesId, sinceMs = Number.MIN_SAFE_INTEGER, untilMs = Number.MAX_SAFE_INTEGER, limit } = question
  const row = database.prepare(`SELECT ${columns} FROM series WHERE id = ?`).get(seriesId) as SeriesRow | undefined
  if (row === undefined) return undefined
  const rows = database
    .prepare(
      'SELECT minute_ms, value FROM points WHERE series = ? AND minute_ms BETWEEN ? AND ? ORDER BY minute_ms LIMIT ?',
    )
    .all(seriesId, sinceMs, untilMs, limit + 1) as PointRow[]
  const next = rows[limit]
  return {
    series: toSeries(row),
    points: rows.slice(0, limit).map(({ minute_ms, value }) => ({ at: new Date(minute_ms).toISOString(), value })),
    nextSince: next === undefined ? undefined : new Date(next.minute_ms).toISOString(),
  }
}

const toSeries = ({
  unit,
  agent,
  session_id,
  attributes,
  resource,
  last_ms,
  last_value,
  ...row
}: SeriesRow): StoredSeries => ({
  ...row,
  unit: unit ?? undefined,
  attributes: JSON.parse(attributes) as Attributes,
  resource: JSON.parse(resource) as Attributes,
  agent: agent ?? undefined,
  sessionId: session_id ?? undefined,
  lastValue: last_value,
  lastAt: new Date(last_ms).toISOString(),
})
