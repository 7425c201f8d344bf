/** `GET /api/analytics…`, `/api/markers`. */
import {
  type AnalyticsQuery,
  type AnalyticsReport,
  analyticsDays,
  type CompareQuery,
  type Comparison,
  comparisons,
  type MessageWindow,
  standardTrend,
  trendWidths,
  type WindowQuery,
} from '../../core/analytics/analytics.ts'
import type { FigureDifference } from '../../core/analytics/difference.ts'
import { figureIds } from '../../core/analytics/figures.ts'
import type { InstanceMetrics } from '../../core/analytics/instance-metrics.ts'
import { longestLabel, type Marker, type NewMarker } from '../../core/analytics/marker.ts'
import type { MetricsReport } from '../../core/analytics/metrics-report.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { agentFilter, list, shortText, timezone } from './fields.ts'
import { tokensSchema } from './usage.ts'

/** One of a few numbers. */
const oneOf = <N extends number>(numbers: readonly N[], standard: N) =>
  z
    .enum(numbers.map(String), `one of ${numbers.join(', ')}`)
    .default(String(standard))
    .transform((text) => Number(text) as N)
    .openapi({ type: 'integer', example: standard, description: `One of ${numbers.join(', ')}` })

const wholeFrom = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most}`
  return z.coerce.number(error).int(error).min(least, error).max(most, error)
}

const filter = {
  agent: agentFilter.optional(),
  project: shortText.optional(),
  model: shortText.optional(),
}

export const analyticsQuery = exactlyAsked<AnalyticsQuery>()(
  z.object({
    days: oneOf(analyticsDays, 30).openapi({ description: '1 is today, by hour' }),
    trend: oneOf(trendWidths, standardTrend),
    ...filter,
    marker: z.string().min(1).max(20).optional().openapi({ description: 'Its id; else the newest' }),
    timezone: timezone.optional(),
  }),
)

export const mostPoints = 2_000

export const windowQuery = exactlyAsked<WindowQuery>()(
  z.object({
    trend: oneOf(trendWidths, standardTrend),
    ...filter,
    from: wholeFrom(0, 1e9).optional().openapi({ description: 'From the oldest, 0; else the newest stretch' }),
    count: wholeFrom(1, 1e9).default(200),
    points: wholeFrom(1, mostPoints).default(600).openapi({ description: 'At most so many; of more an even part' }),
  }),
)

export const compareQuery = exactlyAsked<CompareQuery>()(
  z.object({
    by: z.enum(comparisons, `one of ${comparisons.join(', ')}`).default('period'),
    a: z.string().max(500).openapi({ example: '2026-11-01..2026-11-16' }),
    b: z.string().max(500).openapi({ example: '2026-11-17..' }),
    ...filter,
    timezone: timezone.optional(),
  }),
)

const origin = z.enum(['counted', 'estimate'])
const unit = z.enum(['usd', 'tokens', 'times', 'count', 'share', 'ms'])
const figureId = z.enum(figureIds)

export const markerSchema = exactly<Marker>()(
  z.object({
    id: z.string(),
    label: z.string(),
    at: z.string(),
    project: z.string().optional(),
    source: z.enum(['user', 'tag', 'event']),
  }),
).openapi('Marker')

const progress = z.object({ sessions: z.int(), read: z.int() })
const named = z.object({
  key: z.string(),
  label: z.string(),
  messages: z.int(),
  totalTokens: z.number(),
  costUsd: z.number().optional(),
})

const difference = exactly<FigureDifference>()(
  z.object({
    id: figureId,
    label: z.string(),
    unit,
    how: z.enum(['median', 'share']),
    origin,
    before: z.number().optional(),
    after: z.number().optional(),
    change: z.number().optional().openapi({ description: 'Of a share in points, else relative' }),
    p: z.number().optional().openapi({ description: 'Of Mann and Whitney, two-sided' }),
    isNoise: z.boolean().optional().openapi({ description: 'p > 0.05' }),
  }),
).openapi('FigureDifference')

export const analyticsSchema = exactly<AnalyticsReport>()(
  z.object({
    timezone: z.string(),
    days: z.int(),
    trend: z.int(),
    since: z.string(),
    until: z.string(),
    messages: z.int(),
    costUsd: z.number().optional().openapi({ description: 'All that was spent, as the usage report has it' }),
    outsideUsd: z.number().optional().openapi({ description: 'What of it is in no message that was counted' }),
    unpricedModels: list(z.string()),
    figures: list(
      z.object({
        id: figureId,
        label: z.string(),
        unit,
        origin,
        value: z.number().optional(),
        series: list(z.number().nullable()).openapi({ description: 'As many messages at a time as the trend is wide' }),
      }),
    ),
    buckets: list(
      z.object({
        startAt: z.string(),
        key: z.string(),
        messages: z.int(),
        costUsd: z.number().optional(),
        totalTokens: z.number(),
        models: list(z.object({ model: z.string(), totalTokens: z.number() })),
        amplification: z.number().optional(),
        toolCalls: z.number().optional(),
        failedShare: z.number().optional(),
        cacheShare: z.number().optional(),
      }),
    ).openapi({ description: 'By hour of today, else by day' }),
    models: list(named),
    projects: list(named),
    agents: list(named),
    tools: list(z.object({ name: z.string(), calls: z.int(), failures: z.int(), medianMs: z.number().optional() })),
    files: list(
      z.object({
        path: z.string(),
        project: z.string().optional(),
        reads: z.int(),
        edits: z.int(),
        sessions: z.int(),
      }),
    ),
    told: z
      .object({
        requests: z.int(),
        firstTokenMs: z.number().optional(),
        answerMs: z.number().optional(),
        isCut: z.boolean().optional(),
      })
      .optional()
      .openapi({ description: 'Of requests that agents told by OpenTelemetry: medians' }),
    effect: z.object({
      marker: markerSchema.optional(),
      before: z.int(),
      after: z.int(),
      rows: list(difference),
    }),
    markers: list(markerSchema),
    progress,
  }),
).openapi('AnalyticsReport')

const medians = z.object({
  totalTokens: z.number().optional(),
  amplification: z.number().optional(),
  toolCalls: z.number().optional(),
})

export const windowSchema = exactly<MessageWindow>()(
  z.object({
    total: z.int(),
    from: z.int(),
    count: z.int(),
    trend: z.int(),
    oneOf: z.int().openapi({ description: 'One of so many messages is told' }),
    points: list(
      z.object({
        index: z.int(),
        at: z.string(),
        sessionId: z.string(),
        cursor: z.string(),
        agent: z.string(),
        model: z.string(),
        project: z.string().optional(),
        totalTokens: z.number(),
        amplification: z.number().optional(),
        toolCalls: z.number(),
        costUsd: z.number().optional(),
        trend: medians,
      }),
    ),
    models: list(named),
    markers: list(z.object({ id: z.string(), label: z.string(), index: z.int() })),
    overview: list(z.number()),
    firstAt: z.string().optional(),
    lastAt: z.string().optional(),
    progress,
  }),
).openapi('MessageWindow')

const side = z.object({ key: z.string(), label: z.string(), messages: z.int() })

export const comparisonSchema = exactly<Comparison>()(
  z.object({
    timezone: z.string(),
    by: z.enum(comparisons),
    a: side,
    b: side,
    rows: list(difference),
    spread: z.object({ edgesUsd: list(z.number()), a: list(z.number()), b: list(z.number()) }),
    mix: list(
      z.object({
        what: z.string(),
        unit: z.enum(['share', 'count']),
        a: z.number().optional(),
        b: z.number().optional(),
      }),
    ),
    progress,
  }),
).openapi('Comparison')

export const markersSchema = z.object({ markers: list(markerSchema) })
export const markerAnswer = z.object({ marker: markerSchema })
export const markerBody = exactlyAsked<NewMarker>()(
  z.strictObject({
    label: z
      .string()
      .max(longestLabel * 4)
      .openapi({ example: 'Shipped v2.0' }),
    at: z.string().max(40).optional().openapi({ description: 'ISO 8601; else now' }),
    project: shortText.optional(),
  }),
)
export const markerId = z.strictObject({ id: z.string().min(1).max(20) })
export const tagFolder = z.strictObject({
  folder: z.string().min(1).max(4096).openapi({ description: 'In a git repository', example: '/home/me/code/api' }),
})

export const metricsQuery = z.object({ session: shortText.optional() })

const rate = z.object({
  now: z.number().openapi({ description: 'Of the last 60 seconds' }),
  highest: z.number(),
  minutes: list(z.number()).openapi({ description: 'Of the last hour, oldest first' }),
  limit: z.number().optional().openapi({ description: 'Typed in by its user: `[metrics]`' }),
})
const rates = z.object({ requests: rate, input: rate, output: rate })
const tools = list(z.object({ name: z.string(), calls: z.number(), failures: z.number() }))

const timeOrigin = z.enum(['estimate', 'official'])
const spentTime = z.object({
  modelMs: z.number(),
  modelOrigin: timeOrigin,
  toolMs: z.number(),
  toolOrigin: timeOrigin,
  waitingMs: z.number(),
  firstTokenMs: z.number().optional().openapi({ description: 'Median of the requests that tell it by OpenTelemetry' }),
})
const planWindow = z.object({
  agent: z.string(),
  name: z.string(),
  window: z.string(),
  label: z.string(),
  state: z.enum(['known', 'old', 'ended']),
  at: z.string(),
  usedPercent: z.number().optional(),
  usedUsd: z.number().optional(),
  limitUsd: z.number().optional(),
  resetsAt: z.string().optional(),
  fullAt: z.string().optional(),
})

const instance = exactly<InstanceMetrics>()(
  z.object({
    sessionId: z.string(),
    agent: z.string(),
    project: z.string().optional(),
    name: z.string().optional(),
    title: z.string().optional(),
    model: z.string().optional(),
    modelLabel: z.string().optional(),
    costUsd: z.number().optional(),
    unpricedModels: list(z.string()),
    responses: z.number(),
    prompts: z.number().optional(),
    compactions: z.number(),
    tokens: tokensSchema,
    totalTokens: z.number(),
    cacheShare: z.number().optional(),
    contextTokens: z.number().optional(),
    contextWindowTokens: z.number().optional(),
    tools,
    files: list(
      z.object({
        path: z.string(),
        linesAdded: z.number().optional(),
        linesRemoved: z.number().optional(),
        isRead: z.boolean(),
        isEdited: z.boolean(),
      }),
    ),
    messages: z.number(),
    errors: z.number(),
    retries: z.number(),
    interrupted: z.number(),
    subagents: z.number(),
    time: spentTime,
    context: list(
      z.object({
        at: z.string(),
        tokens: z.number().optional(),
        before: z.number().optional(),
        isCompaction: z.boolean().optional(),
      }),
    ),
    rates,
    created: list(z.string()),
    classUsd: tokensSchema.openapi({ description: 'Dollars by class' }),
  }),
).openapi('InstanceMetrics')

export const metricsSchema = exactly<MetricsReport>()(
  z.object({
    at: z.string(),
    costUsd: z.number().optional(),
    unpricedModels: list(z.string()),
    tokens: tokensSchema,
    totalTokens: z.number(),
    classUsd: tokensSchema,
    rates,
    tools,
    files: z.object({ edited: z.int(), created: z.int(), read: z.int() }),
    responses: z.number(),
    errors: z.number(),
    retries: z.number(),
    interrupted: z.number(),
    subagents: z.number(),
    time: spentTime,
    plans: list(planWindow).openapi({ description: 'How far plans are used, as their makers say' }),
    instances: list(instance),
  }),
).openapi('MetricsReport')
