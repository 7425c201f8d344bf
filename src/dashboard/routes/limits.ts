/** How far plans are used, and when they will be. */
import type { LimitService } from '../../services/limits.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { askedSchema, limitsSchema } from '../schemas/limits.ts'
import { bodyRefusals, refusals } from '../schemas/problem.ts'

const read = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/limits',
  summary: 'Plan limits of all agents and accounts: used, reset, forecast, and where each number comes from',
  responses: {
    200: { description: 'The limits', content: { 'application/json': { schema: limitsSchema } } },
    ...refusals,
  },
})

const ask = createRoute({
  ...needs('admin', { body: jsonBody }),
  method: 'post',
  path: '/limits/ask',
  summary: "Starts the agents' own programs, and asks their daemons, to say their limits now; never done by itself",
  responses: {
    200: { description: 'What each said, and the limits', content: { 'application/json': { schema: askedSchema } } },
    ...bodyRefusals,
  },
})

export const limitRoutes = (limits: LimitService) =>
  createRouter()
    .openapi(read, async (c) => c.json(await limits.read(), 200))
    .openapi(ask, async (c) => c.json(await limits.ask(c.var.caller.actor), 200))
