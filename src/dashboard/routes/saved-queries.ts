/** Queries over events that their user keeps under a name. */
import type { SavedQueryService } from '../../services/saved-queries.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { bodyRefusals, notFound, problemSchema, refusals } from '../schemas/problem.ts'
import { savedQueriesSchema, savedQueryAnswer, savedQueryBody, savedQueryName } from '../schemas/saved-queries.ts'

const list = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/events/queries',
  summary: 'The saved queries, by name',
  responses: {
    200: { description: 'By name', content: { 'application/json': { schema: savedQueriesSchema } } },
    ...refusals,
  },
})

const save = createRoute({
  ...needs('change', { body: jsonBody, duty: 'settings' }),
  method: 'post',
  path: '/events/queries',
  summary: 'Save a query, in the place of one of that name',
  request: { body: { content: { 'application/json': { schema: savedQueryBody } } } },
  responses: {
    200: { description: 'Saved', content: { 'application/json': { schema: savedQueryAnswer } } },
    ...bodyRefusals,
    409: { description: 'No such query can be saved', content: { 'application/json': { schema: problemSchema } } },
  },
})

const remove = createRoute({
  ...needs('change', { body: jsonBody, duty: 'settings' }),
  method: 'post',
  path: '/events/queries/remove',
  summary: 'Remove a saved query',
  request: { body: { content: { 'application/json': { schema: savedQueryName } } } },
  responses: {
    200: { description: 'Removed', content: { 'application/json': { schema: savedQueryAnswer } } },
    ...bodyRefusals,
    ...notFound,
  },
})

/** Before the route of one event: `queries` is no id. */
export const savedQueryRoutes = (queries: SavedQueryService) =>
  createRouter()
    .openapi(list, async (c) => c.json({ queries: await queries.list() }, 200))
    .openapi(save, async (c) => {
      const saved = await queries.save(c.req.valid('json'), c.var.caller.actor)
      return saved.ok ? c.json({ query: saved.value }, 200) : c.json(problem('no-such-query', saved.error), 409)
    })
    .openapi(remove, async (c) => {
      const { name } = c.req.valid('json')
      const query = await queries.remove(name, c.var.caller.actor)
      return query === undefined
        ? c.json(problem('not-found', `There is no saved query “${name}”.`), 404)
        : c.json({ query }, 200)
    })
