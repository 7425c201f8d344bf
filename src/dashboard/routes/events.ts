/**
 * Events as programs send and read them, at the addresses of the first servers of this kind (`/events`, `/sources`, `/event-types`) and
 * below `/api`. A 200 is only answered when everything it speaks of is on disk.
 */
import type { CapturedEvent } from '../../core/captured/captured-event.ts'
import { eventJson } from '../../core/captured/captured-event.ts'
import type { EventAnswer } from '../../core/captured/event-question.ts'
import type { EventService } from '../../services/events.ts'
import type { LocalEvents } from '../../services/local/events.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter, sendJson, z } from '../http.ts'
import { problem, retryAfter } from '../problem.ts'
import {
  capturedSchema,
  countsQuery,
  countsSchema,
  eventExportQuery,
  eventIdParam,
  eventPageSchema,
  eventStreamQuery,
  eventStreamSchema,
  eventsQuery,
  eventTypesSchema,
  histogramQuery,
  histogramSchema,
  sourcesSchema,
  storedEventSchema,
  totalsSchema,
  withDetail,
} from '../schemas/captured.ts'
import { bodyRefusals, notFound, problemSchema, refusals } from '../schemas/problem.ts'
import { eventSource } from '../stream/event-source.ts'
import { answerHead, isHeadOnly, sendStream } from '../stream/send.ts'
import type { Streams } from '../stream/streams.ts'
import { exportOf, exportTypes } from './event-export.ts'
import { type Posting, postRights, takePosted } from './event-post.ts'

const answers = <S extends z.ZodType>(description: string, schema: S) => ({
  200: { description, content: { 'application/json': { schema } } },
})
const alsoRefused = (description: string) => ({
  description,
  content: { 'application/json': { schema: problemSchema } },
})

const post = createRoute({
  ...needs(postRights.needs, postRights),
  method: 'post',
  path: '/events',
  summary: 'Capture one event, or up to 1,000 as a JSON array or NDJSON; answered when they are on disk',
  responses: {
    ...answers('Captured', capturedSchema),
    ...bodyRefusals,
    409: alsoRefused('Another event of this source has this id'),
    422: alsoRefused('A field is wrong; it is named'),
    503: alsoRefused('The disk takes nothing now; see Retry-After'),
  },
})

const read = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/events',
  summary: 'What was captured, newest first',
  request: { query: eventsQuery },
  responses: { ...answers('A page of events', eventPageSchema), ...refusals },
})

const sources = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/sources',
  summary: 'Who sent events',
  responses: { ...answers('By name', sourcesSchema), ...refusals },
})

const eventTypes = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/event-types',
  summary: 'Which types of events there are',
  responses: { ...answers('By name', eventTypesSchema), ...refusals },
})

const one = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/events/{id}',
  summary: 'One event',
  request: { params: eventIdParam },
  responses: { ...answers('The event', storedEventSchema), ...refusals, ...notFound },
})

const histogram = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/events/histogram',
  summary: 'How many events, by time and level',
  request: { query: histogramQuery },
  responses: { ...answers('Only bins in which there are events', histogramSchema), ...refusals },
})

const counts = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/events/counts',
  summary: 'How many of those that are asked for came when, split by a field',
  request: { query: countsQuery },
  responses: { ...answers('Only where there are any', countsSchema), ...refusals },
})

const stream = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/events/stream',
  summary: 'Events as they are captured, each once and in order, as server-sent events or over a WebSocket',
  request: { query: eventStreamQuery },
  responses: {
    200: { description: 'Never ends', content: { 'text/event-stream': { schema: eventStreamSchema } } },
    ...refusals,
  },
})

const exported = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/events/export',
  summary: 'All that is asked for as a file, oldest first, without secrets',
  request: { query: eventExportQuery },
  responses: {
    200: {
      description: 'An event a line, or a table',
      content: { 'application/x-ndjson': { schema: z.string() }, 'text/csv': { schema: z.string() } },
    },
    ...refusals,
  },
})

const totals = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/events/totals',
  summary: 'How many events are kept, of whom, and what they take',
  responses: { ...answers('Totals', totalsSchema), ...refusals },
})

export type FollowableEvents = EventService & Pick<LocalEvents, 'follower' | 'series' | 'points'>

/** At the addresses of the first servers of this kind. */
export function originalEventRoutes(events: EventService, posting: Posting) {
  const router = createRouter()
  router.use('/events', withDetail)
  router.use('/sources', withDetail)
  router.use('/event-types', withDetail)
  return addCommon(router, events, posting)
}

export function eventRoutes(events: FollowableEvents, streams: Pick<Streams, 'openPulled'>, posting: Posting) {
  const router = createRouter()
  router.use('/events', withDetail)
  return addCommon(router, events, posting)
    .openapi(histogram, async (c) => {
      const { since, until, bin, source, event_type: eventTypes } = c.req.valid('query')
      const question = { sinceMs: since, untilMs: until, binMs: bin * 1000, sources: source, eventTypes }
      return c.json({ bins: await events.histogram(question) }, 200)
    })
    .openapi(counts, async (c) => {
      const { since, until, bin, by, cursor, query, ...fields } = c.req.valid('query')
      const asked = { fields, query, sinceMs: since, untilMs: until, binMs: bin * 1000, by, afterId: cursor }
      const counted = await events.count(asked)
      if (!counted.ok) return c.json({ error: { code: 'bad-request', ...counted.error } }, 400)
      const { nextId, ...told } = counted.value
      return c.json({ ...told, nextCursor: nextId }, 200)
    })
    .openapi(stream, async (c) => {
      if (isHeadOnly(c)) return answerHead(c)
      const { query, after, ...fields } = c.req.valid('query')
      const lastEventId = c.req.header('last-event-id')
      const asked = lastEventId ? Number(lastEventId) : after
      const follower = await events.follower({
        fields,
        query,
        afterId: Number.isSafeInteger(asked) ? asked : undefined,
      })
      if (!follower.ok) return c.json({ error: { code: 'bad-request', ...follower.error } }, 400)
      return sendStream(c, streams.openPulled(eventSource(follower.value)))
    })
    .openapi(exported, async (c) => {
      const { query, since, until, order, format, ...fields } = c.req.valid('query')
      const file = await exportOf(events, { fields, query, since, until, order }, format)
      if (!file.ok) return c.json({ error: { code: 'bad-request', ...file.error } }, 400)
      const headers = {
        'Content-Type': exportTypes[format],
        'Content-Disposition': `attachment; filename="tce-events.${format}"`,
      }
      return isHeadOnly(c) ? c.body(null, 200, headers) : c.body(file.value, 200, headers)
    })
    .openapi(totals, async (c) => c.json(await events.totals(), 200))
    .openapi(one, async (c) => {
      const { id } = c.req.valid('param')
      const event = await events.find(id)
      if (event === undefined)
        return c.json(problem('not-found', `There is no event ${id}, or it was cleaned away.`), 404)
      return sendJson<z.output<typeof storedEventSchema>>(c, eventJson(event))
    })
}

type Router = ReturnType<typeof createRouter>

const addCommon = (router: Router, events: EventService, posting: Posting) =>
  router
    .openapi(post, async (c) => {
      const isLines = c.req.header('content-type')?.toLowerCase().startsWith('application/x-ndjson') === true
      const posted = { bytes: await c.req.arrayBuffer(), isLines, caller: c.get('caller') }
      const answer = await takePosted(events, posted, posting)
      if (answer.retryAfterMs !== undefined) c.header('Retry-After', retryAfter(answer.retryAfterMs))
      return answer.status === 200 ? c.json(answer.body, 200) : c.json(answer.body, answer.status)
    })
    .openapi(read, async (c) => {
      const { limit, order, cursor, query, since, until, ...fields } = c.req.valid('query')
      const page = await events.ask({ fields, query, since, until, limit, order, afterId: cursor })
      if (!page.ok) return c.json({ error: { code: 'bad-request', ...page.error } }, 400)
      return sendJson<z.output<typeof eventPageSchema>>(c, pageJson(page.value))
    })
    .openapi(sources, async (c) => c.json({ sources: await events.sources() }, 200))
    .openapi(eventTypes, async (c) => c.json({ event_types: await events.eventTypes() }, 200))

function pageJson({ events, ...more }: EventAnswer): string {
  const rest = JSON.stringify({ nextCursor: more.nextId, lookedAt: more.lookedAt, notIndexed: more.notIndexed }).slice(
    1,
  )
  return `{"events":[${events.map((event: CapturedEvent) => eventJson(event)).join(',')}]${rest === '}' ? rest : `,${rest}`}`
}
