/** Events as they are asked for and told; the names in snake case are those of the first servers of this kind. */

import { levels } from '../../core/captured/captured-event.ts'
import { splitKeys } from '../../core/captured/event-counts.ts'
import type { EventRetention, GivenBack, Prunable, Pruned } from '../../core/captured/event-retention.ts'
import type { EventTotals, HistogramBin } from '../../core/captured/event-totals.ts'
import type { Intake } from '../../core/captured/intake.ts'
import { type Middleware, z } from '../http.ts'
import { exactly } from './exactly.ts'
import { limit, list, moment, shortText } from './fields.ts'

/** `a,b`: any of them. */
export const oneOrMore = z
  .string()
  .min(1)
  .max(4_000)
  .transform((text) => text.split(',').filter((part) => part !== ''))
  .optional()
  .openapi({ type: 'string', description: 'One, or several with commas between' })
const levelList = oneOrMore.refine(
  (given) => given === undefined || given.every((level) => (levels as readonly string[]).includes(level)),
  `one or more of ${levels.join(', ')}`,
)
const eventId = z.coerce.number('an event id').int('an event id').min(0, 'an event id')

export const eventsQuery = z.object({
  source: oneOrMore,
  event_type: oneOrMore,
  level: levelList,
  session_id: oneOrMore,
  agent: oneOrMore,
  trace_id: oneOrMore,
  tool_name: oneOrMore,
  status: oneOrMore,
  query: z.string().max(4_000).optional().openapi({ example: 'level:warn,error -source:ci data.run:>3 "timed out"' }),
  since: shortText.optional().openapi({ description: 'A time with its zone, a day, or how long ago: 24h' }),
  until: shortText.optional(),
  limit: limit(100),
  order: z.enum(['newest', 'oldest'], 'newest or oldest').default('newest'),
  cursor: eventId
    .optional()
    .openapi({ description: '`nextCursor` of the page before, or the id of an event: from there on' }),
})

const {
  limit: _limit,
  order: _order,
  cursor: _cursor,
  since: _since,
  until: _until,
  ...followFields
} = eventsQuery.shape
export const eventStreamQuery = z.object({
  ...followFields,
  after: eventId.optional().openapi({ description: 'What came after this event first; `Last-Event-ID` does the same' }),
})
export const eventExportQuery = z.object({
  ...followFields,
  since: eventsQuery.shape.since,
  until: eventsQuery.shape.until,
  order: z.enum(['newest', 'oldest'], 'newest or oldest').default('oldest'),
  format: z.enum(['ndjson', 'csv'], 'ndjson or csv').default('ndjson'),
})
export const eventStreamSchema = z.string().openapi('CapturedEventStream', {
  description:
    'Types: `begin` ({}: the place it begins at), `event` (an Event), `resync` ({}: too much came meanwhile, ask for it), `heartbeat` ({at}).',
})

export const eventIdParam = z.object({ id: eventId })

const storedFields = {
  id: z.number(),
  source: z.string(),
  event_type: z.string(),
  message: z.string().nullable(),
  level: z.enum(levels).nullable(),
  timestamp: z.string(),
  data: z.record(z.string(), z.any()).nullable(),
  created_at: moment,
  machine: z.string(),
  session_id: z.string().optional(),
  agent: z.string().optional(),
  trace_id: z.string().optional(),
  span_id: z.string().optional(),
  parent_id: z.string().optional(),
  duration_ms: z.number().optional(),
  tool_name: z.string().optional(),
  tool_use_id: z.string().optional(),
  status: z.string().optional(),
  agent_id: z.string().optional(),
  hook: z.string().optional(),
  is_background: z.boolean().optional(),
  sender_id: z.string().optional(),
  key: z.string().optional(),
}
export const storedEventSchema = z.object(storedFields).openapi('Event')

export const eventPageSchema = z
  .object({
    events: z.array(storedEventSchema),
    nextCursor: z.number().optional(),
    lookedAt: z
      .object({ events: z.number(), ofEvents: z.number() })
      .optional()
      .openapi({ description: 'The search stopped when its time was up: ask on from nextCursor' }),
    notIndexed: z.number().optional().openapi({ description: 'Events whose words cannot be searched quickly yet' }),
  })
  .openapi('EventPage')

const refusedEvent = z.object({ code: z.string(), message: z.string(), field: z.string().optional() })
const outcome = z.union([
  z.object({ status: z.enum(['captured', 'duplicate']), event_id: z.number() }),
  z.object({ status: z.literal('refused'), error: refusedEvent }),
])
/** One event, or one outcome for each of several. */
export const capturedSchema = z.union([
  z.object({ status: z.enum(['captured', 'duplicate']), event_id: z.number() }),
  z.object({ captured: z.number(), duplicates: z.number(), refused: z.number(), results: z.array(outcome) }),
])

export const sourcesSchema = z.object({ sources: list(z.string()) })
export const eventTypesSchema = z.object({ event_types: list(z.string()) })

const instant = z.iso
  .datetime({ offset: true, error: 'a time with its zone, e.g. 2026-11-20T14:00:00Z' })
  .transform((text) => Date.parse(text))
  .openapi({ type: 'string', example: '2026-11-20T14:00:00Z' })
const binWords = 'whole minutes in seconds, 60 to 604800'
const binSeconds = z.coerce
  .number(binWords)
  .int(binWords)
  .min(60, binWords)
  .max(604_800, binWords)
  .multipleOf(60, binWords)
  .default(60)
  .openapi({ description: 'Seconds a bin' })

interface Binned {
  readonly since: number
  readonly until: number
  readonly bin: number
}
const isFewBins = ({ since, until, bin }: Binned): boolean => (until - since) / (bin * 1000) <= 2_000
const tooManyBins = 'At most 2,000 bins: choose larger ones'

export const histogramQuery = z
  .object({ since: instant, until: instant, bin: binSeconds, source: oneOrMore, event_type: oneOrMore })
  .refine(isFewBins, tooManyBins)

export const countsQuery = z
  .object({
    ...followFields,
    since: instant,
    until: instant,
    bin: binSeconds,
    by: z.enum(splitKeys, `one of ${splitKeys.join(', ')}`).default('level'),
    cursor: eventId.optional().openapi({ description: '`nextCursor` of the answer before: add to what it counted' }),
  })
  .refine(isFewBins, tooManyBins)

export const countsSchema = z
  .object({
    counts: list(
      z.object({
        fromMs: z.number(),
        name: z.string().openapi({ description: 'Empty: of those that have none' }),
        events: z.number(),
      }),
    ),
    nextCursor: z.number().optional(),
    lookedAt: z
      .object({ events: z.number(), ofEvents: z.number() })
      .optional()
      .openapi({ description: 'Its time was up: ask on from nextCursor, and add' }),
  })
  .openapi('EventCounts')

const levelCounts = z.object({
  debug: z.number().optional(),
  info: z.number().optional(),
  warn: z.number().optional(),
  error: z.number().optional(),
  none: z.number().optional(),
})
const bin = exactly<HistogramBin>()(z.object({ fromMs: z.number(), counts: levelCounts }))
export const histogramSchema = z.object({ bins: list(bin) }).openapi('EventHistogram')

const sourceTotal = z.object({
  source: z.string(),
  events: z.number(),
  bytes: z.number(),
  firstAt: z.string().optional().openapi({ description: 'Of those that are kept' }),
  lastAt: z.string().optional(),
  lastType: z.string().optional(),
  perMinute: z.number().optional().openapi({ description: 'Of the last minute, about' }),
})
export const totalsSchema = exactly<EventTotals>()(
  z.object({
    events: z.number(),
    fileBytes: z.number(),
    oldest: z.string().optional(),
    newest: z.string().optional(),
    newestId: z.number(),
    notIndexed: z.number(),
    sources: list(sourceTotal),
    keys: list(z.object({ key: z.string(), events: z.number() })).optional(),
    metrics: z.object({ series: z.number(), refusedPoints: z.number() }).optional(),
    exported: z
      .object({
        endpoint: z.string(),
        sent: z.number(),
        dropped: z.number(),
        waiting: z.number(),
        problem: z.string().optional(),
      })
      .optional(),
  }),
).openapi('EventTotals')

const sourceRetention = z.object({
  source: z.string(),
  events: z.number(),
  bytes: z.number(),
  oldest: z.string().optional(),
  keepDays: z.number(),
  toGo: z.number(),
})
export const retentionSchema = exactly<EventRetention>()(
  z.object({
    events: z.number(),
    fileBytes: z.number(),
    diskFreeBytes: z.number().optional(),
    oldest: z.string().optional(),
    keepDays: z.number(),
    maxBytes: z.number(),
    givesBackSpace: z.boolean(),
    freeBytes: z
      .number()
      .openapi({ description: 'In the file, of what is gone: POST /api/events/vacuum gives it back' }),
    nextCleanupAt: z.string().optional(),
    toGo: z.number().openapi({ description: 'How many are too old at the next clean-up' }),
    lastCleanup: z.object({ at: z.string(), events: z.number(), bytes: z.number(), tookMs: z.number() }).optional(),
    sources: list(sourceRetention),
  }),
).openapi('EventRetention')

export const intakeSchema = exactly<Intake>()(
  z.object({
    storedAfterMs: z.number().optional().openapi({ description: 'Half of the last ones took longer' }),
    refused: list(z.object({ status: z.number(), count: z.number() })),
    stopped: z
      .object({ at: z.string(), message: z.string(), count: z.number() })
      .optional()
      .openapi({ description: 'Nothing is stored now: since when, why, and how many requests were answered with 503' }),
  }),
).openapi('EventIntake')

const older = shortText.openapi({ description: 'How long ago (14d), a day, or a time with its zone', example: '14d' })
export const prunableQuery = z.object({ older, source: oneOrMore })
export const pruneBody = z
  .strictObject({ older, sources: z.array(z.string().max(200)).max(1_000).optional() })
  .openapi('EventPrune')
export const prunableSchema = exactly<Prunable>()(
  z.object({
    events: z.number(),
    bytes: z.number(),
    oldest: z.string().optional(),
    before: z.string(),
    sources: list(z.object({ source: z.string(), events: z.number(), bytes: z.number() })),
  }),
).openapi('Prunable')
export const emptyBody = z.strictObject({}).openapi('Nothing')
export const givenBackSchema = exactly<GivenBack>()(z.object({ bytes: z.number() })).openapi('GivenBack')
export const prunedSchema = exactly<Pruned>()(z.object({ events: z.number(), bytes: z.number() })).openapi('Pruned')

/** Beside our `error` its reason as the first servers of this kind give it: `detail`, of a wrong field with its place. */
export const withDetail: Middleware = async function withDetail(c, next) {
  await next()
  if (c.res.status < 400 || !c.res.headers.get('content-type')?.startsWith('application/json')) return
  const body = detailed(c.res.status, (await c.res.json()) as Refused)
  c.res = new Response(JSON.stringify(body), { status: c.res.status, headers: c.res.headers })
}

interface Refused {
  readonly error?: { readonly message: string; readonly field?: string }
}

/** What is answered with it, of a refusal. */
export function detailed(status: number, body: Refused): object {
  const { message = '', field } = body.error ?? {}
  const place = field === undefined ? ['body'] : ['body', field]
  return { ...body, detail: status === 422 ? [{ type: 'value_error', loc: place, msg: message }] : message }
}
