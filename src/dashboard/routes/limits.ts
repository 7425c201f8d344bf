/** How far plans are used, and when they will be. */
import type { LimitService } from '../../services/limits.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { limitsSchema } from '../schemas/limits.ts'
import { refusals } from '../schemas/problem.ts'

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

export const limitRoutes = (limits: LimitService) =>
  createRouter().openapi(read, async (c) => c.json(await limits.read(), 200))
