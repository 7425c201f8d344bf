/** Messages over time, compared, and the markers among them. */
import type { AnalyticsReport, Comparison, MessageWindow } from '../../core/analytics/analytics.ts'
import { bucketsCsv } from '../../core/analytics/analytics-csv.ts'
import type { MetricsReport } from '../../core/analytics/metrics-report.ts'
import type { AnalyticsService, MarkerProblem } from '../../services/analytics.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter, sendJson, z } from '../http.ts'
import { problem } from '../problem.ts'
import {
  analyticsQuery,
  analyticsSchema,
  compareQuery,
  comparisonSchema,
  markerAnswer,
  markerBody,
  markerId,
  markersSchema,
  metricsQuery,
  metricsSchema,
  tagFolder,
  windowQuery,
  windowSchema,
} from '../schemas/analytics.ts'
import { answer } from '../schemas/answer.ts'
import { bodyRefusals, notFound, refusals, unwritable } from '../schemas/problem.ts'

const readReport = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/analytics',
  summary: 'What messages took, how that changed, and what a marker has to do with it',
  request: { query: analyticsQuery },
  responses: { 200: answer('The report', analyticsSchema), ...refusals },
})

const readReportCsv = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/analytics.csv',
  summary: 'The same hours or days for a spreadsheet',
  request: { query: analyticsQuery },
  responses: {
    200: { description: 'One line per hour or day', content: { 'text/csv': { schema: z.string() } } },
    ...refusals,
  },
})

const readMessages = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/analytics/messages',
  summary: 'A stretch of all messages with its trend, no more points than are asked for',
  request: { query: windowQuery },
  responses: { 200: answer('The stretch', windowSchema), ...refusals },
})

const readComparison = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/analytics/compare',
  summary: 'Two periods, models, projects or agents beside each other',
  request: { query: compareQuery },
  responses: { 200: answer('Both, and what else differs', comparisonSchema), ...refusals },
})

const readMetrics = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/metrics',
  summary: 'What the sessions that run now took and did, each and together, and their rates per minute; or one session',
  request: { query: metricsQuery },
  responses: { 200: answer('All together, and each', metricsSchema), ...refusals },
})

const listMarkers = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/markers',
  summary: 'The markers, newest first',
  responses: { 200: answer('Newest first', markersSchema), ...refusals },
})

const addMarker = createRoute({
  ...needs('change', { body: jsonBody, duty: 'settings' }),
  method: 'post',
  path: '/markers',
  summary: 'Set a marker: now, or at a time that was',
  request: { body: { content: { 'application/json': { schema: markerBody } }, required: true } },
  responses: { 200: answer('The marker', markerAnswer), ...bodyRefusals, ...notFound, ...unwritable },
})

const removeMarker = createRoute({
  ...needs('change', { body: jsonBody, duty: 'settings' }),
  method: 'post',
  path: '/markers/remove',
  summary: 'Remove a marker',
  request: { body: { content: { 'application/json': { schema: markerId } }, required: true } },
  responses: { 200: answer('The marker that was', markerAnswer), ...bodyRefusals, ...notFound, ...unwritable },
})

const addTags = createRoute({
  ...needs('admin', { body: jsonBody }),
  method: 'post',
  path: '/markers/tags',
  summary: 'A marker for each tag of a git repository that has none; git is run to read them',
  request: { body: { content: { 'application/json': { schema: tagFolder } }, required: true } },
  responses: { 200: answer('Those that are new', markersSchema), ...bodyRefusals, ...notFound, ...unwritable },
})

const statusOf = {
  'bad-marker': 400,
  'no-marker': 404,
  'no-repository': 404,
  unwritable: 503,
} as const satisfies Record<MarkerProblem['kind'], number>

export const analyticsRoutes = (analytics: AnalyticsService) =>
  createRouter()
    .openapi(readReport, async (c) =>
      sendJson<AnalyticsReport>(c, JSON.stringify(await analytics.report(c.req.valid('query')))),
    )
    .openapi(readReportCsv, async (c) =>
      c.body(bucketsCsv(await analytics.report(c.req.valid('query'))), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="tce-analytics.csv"',
      }),
    )
    .openapi(readMessages, async (c) =>
      sendJson<MessageWindow>(c, JSON.stringify(await analytics.messages(c.req.valid('query')))),
    )
    .openapi(readComparison, async (c) =>
      sendJson<Comparison>(c, JSON.stringify(await analytics.compare(c.req.valid('query')))),
    )
    .openapi(readMetrics, async (c) =>
      sendJson<MetricsReport>(c, JSON.stringify(await analytics.metrics(c.req.valid('query')))),
    )
    .openapi(listMarkers, async (c) => c.json({ markers: await analytics.markers() }, 200))
    .openapi(addMarker, async (c) => {
      const made = await analytics.mark(c.req.valid('json'), c.var.caller.actor)
      if (made.ok) return c.json({ marker: made.value }, 200)
      return c.json(problem(made.error.kind, made.error.message), statusOf[made.error.kind])
    })
    .openapi(removeMarker, async (c) => {
      const removed = await analytics.removeMarker(c.req.valid('json').id, c.var.caller.actor)
      if (removed.ok) return c.json({ marker: removed.value }, 200)
      return c.json(problem(removed.error.kind, removed.error.message), statusOf[removed.error.kind])
    })
    .openapi(addTags, async (c) => {
      const made = await analytics.markTags(c.req.valid('json').folder, c.var.caller.actor)
      if (made.ok) return c.json({ markers: made.value }, 200)
      return c.json(problem(made.error.kind, made.error.message), statusOf[made.error.kind])
    })
