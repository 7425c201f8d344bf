/** What programs told as metrics, by OpenTelemetry. */
import type { LocalEvents } from '../../services/local/events.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { pointsQuery, pointsSchema, seriesPageSchema, seriesParam, seriesQuery } from '../schemas/metric-series.ts'
import { notFound, refusals } from '../schemas/problem.ts'

const list = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/series',
  summary: 'The metrics that are kept: name, attributes, unit, last value',
  request: { query: seriesQuery },
  responses: {
    200: { description: 'A page of series', content: { 'application/json': { schema: seriesPageSchema } } },
    ...refusals,
  },
})

const points = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/series/{id}',
  summary: 'One metric, minute by minute, oldest first',
  request: { params: seriesParam, query: pointsQuery },
  responses: {
    200: { description: 'Its points', content: { 'application/json': { schema: pointsSchema } } },
    ...refusals,
    ...notFound,
  },
})

export const metricSeriesRoutes = (events: Pick<LocalEvents, 'series' | 'points'>) =>
  createRouter()
    .openapi(list, async (c) => {
      const { source, name, agent, session_id, limit, cursor } = c.req.valid('query')
      const asked = { sources: source, names: name, agents: agent, sessionIds: session_id }
      const { series, nextId } = await events.series({ ...asked, limit, afterId: cursor })
      return c.json({ series, nextCursor: nextId }, 200)
    })
    .openapi(points, async (c) => {
      const { id } = c.req.valid('param')
      const found = await events.points({ seriesId: id, ...c.req.valid('query') })
      if (!found.ok) return c.json({ error: { code: 'bad-request', ...found.error } }, 400)
      if (found.value === undefined)
        return c.json(problem('not-found', `There is no series ${id}, or it made room.`), 404)
      return c.json(found.value, 200)
    })
