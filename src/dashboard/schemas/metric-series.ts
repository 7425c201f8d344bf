/** Metrics as they are asked for and told. */
import type { SeriesPoints, StoredSeries } from '../../core/otlp/stored-series.ts'
import { z } from '../http.ts'
import { oneOrMore } from './captured.ts'
import { exactly } from './exactly.ts'
import { limit, list, shortText } from './fields.ts'

const seriesId = z.coerce.number('a series id').int('a series id').min(0, 'a series id')

export const seriesQuery = z.object({
  source: oneOrMore,
  name: oneOrMore,
  agent: oneOrMore,
  session_id: oneOrMore,
  limit: limit(100),
  cursor: seriesId.optional().openapi({ description: '`nextCursor` of the page before' }),
})

export const seriesParam = z.object({ id: seriesId })

export const pointsQuery = z.object({
  since: shortText.optional().openapi({ description: 'A time with its zone, a day, or how long ago: 24h' }),
  until: shortText.optional(),
  limit: limit(1_000),
})

const fields = z.record(z.string(), z.unknown())
const series = exactly<StoredSeries>()(
  z.object({
    id: z.number(),
    source: z.string(),
    name: z.string(),
    unit: z.string().optional(),
    kind: z.enum(['delta', 'cumulative', 'gauge']),
    attributes: fields,
    resource: fields,
    agent: z.string().optional(),
    sessionId: z.string().optional(),
    machine: z.string(),
    lastValue: z.number(),
    lastAt: z.string(),
  }),
).openapi('Series')

export const seriesPageSchema = z
  .object({ series: list(series), nextCursor: z.number().optional() })
  .openapi('SeriesPage')

export const pointsSchema = exactly<SeriesPoints>()(
  z.object({
    series,
    points: list(z.object({ at: z.string(), value: z.number() })).openapi({
      description: 'By minute: of a gauge its last, of anything else what was added in it',
    }),
    nextSince: z.string().optional().openapi({ description: 'There are more: ask on with it as `since`' }),
  }),
).openapi('SeriesPoints')
