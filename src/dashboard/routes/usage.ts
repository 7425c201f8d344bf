import type { UsageReport } from '../../core/usage.ts'
import type { Monitor } from '../../monitor.ts'
import { readable } from '../access/route-access.ts'
import { createRoute, createRouter, sendJson } from '../http.ts'
import { refusals } from '../schemas/problem.ts'
import { usageQuery, usageSchema } from '../schemas/usage.ts'

const readUsage = createRoute({
  ...readable,
  method: 'get',
  path: '/usage',
  summary: 'Tokens and their cost, grouped',
  request: { query: usageQuery },
  responses: {
    200: { description: 'The report', content: { 'application/json': { schema: usageSchema } } },
    ...refusals,
  },
})

export const usageRoutes = (monitor: Pick<Monitor, 'usage'>) =>
  createRouter().openapi(readUsage, async (c) =>
    sendJson<UsageReport>(c, JSON.stringify(await monitor.usage(c.req.valid('query')))),
  )
