/** What is kept of the events and for how long; and taking away by hand what is older, which only a person may. */
import type { EventService, PruneProblem } from '../../services/events.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { type Context, createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import {
  emptyBody,
  givenBackSchema,
  prunableQuery,
  prunableSchema,
  pruneBody,
  prunedSchema,
  retentionSchema,
} from '../schemas/captured.ts'
import { bodyRefusals, refusals, unwritable } from '../schemas/problem.ts'

const retention = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/events/retention',
  summary: 'What is kept, of whom and for how long, and what goes next',
  responses: {
    200: { description: 'By source', content: { 'application/json': { schema: retentionSchema } } },
    ...refusals,
  },
})

const prunable = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/events/prunable',
  summary: 'What a prune would take away',
  request: { query: prunableQuery },
  responses: {
    200: { description: 'By source', content: { 'application/json': { schema: prunableSchema } } },
    ...refusals,
    ...unwritable,
  },
})

const prune = createRoute({
  ...needs('change', { body: jsonBody }),
  method: 'post',
  path: '/events/prune',
  summary: 'Take away what was captured before; answered when it is gone',
  request: { body: { content: { 'application/json': { schema: pruneBody } } } },
  responses: {
    200: { description: 'Gone', content: { 'application/json': { schema: prunedSchema } } },
    ...bodyRefusals,
    ...unwritable,
  },
})

const vacuum = createRoute({
  ...needs('change', { body: jsonBody }),
  method: 'post',
  path: '/events/vacuum',
  summary: 'Give the space of what is gone back to the disk; answered when it is done',
  request: { body: { content: { 'application/json': { schema: emptyBody } } } },
  responses: {
    200: { description: 'Given back', content: { 'application/json': { schema: givenBackSchema } } },
    ...bodyRefusals,
    ...unwritable,
  },
})

/** Before the route of one event: these are no ids. */
export const eventRetentionRoutes = (events: EventService) =>
  createRouter()
    .openapi(retention, async (c) => c.json(await events.retention(), 200))
    .openapi(prunable, async (c) => {
      const { older, source: sources } = c.req.valid('query')
      const found = await events.prunable({ older, sources })
      return found.ok ? c.json(found.value, 200) : refuse(c, found.error)
    })
    .openapi(prune, async (c) => {
      const pruned = await events.prune(c.req.valid('json'), c.var.caller.actor)
      return pruned.ok ? c.json(pruned.value, 200) : refuse(c, pruned.error)
    })
    .openapi(vacuum, async (c) => {
      const given = await events.giveBack(c.var.caller.actor)
      return given.ok ? c.json(given.value, 200) : c.json(problem('disk', given.error.message), 503)
    })

const refuse = (c: Context, { kind, message }: PruneProblem) =>
  kind === 'no-time' ? c.json(problem('bad-request', message), 400) : c.json(problem('disk', message), 503)
