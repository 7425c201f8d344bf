import type { LogService } from '../../services/log.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter, z } from '../http.ts'
import { logSchema } from '../schemas/control.ts'
import { agentFilter, limit } from '../schemas/fields.ts'
import { refusals } from '../schemas/problem.ts'

const readLog = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/log',
  summary: 'What was killed and pinned, by whom, with what outcome; newest first',
  request: { query: z.object({ limit: limit(100), agent: agentFilter.optional() }) },
  responses: {
    200: { description: 'The newest entries', content: { 'application/json': { schema: logSchema } } },
    ...refusals,
  },
})

export const logRoutes = (log: LogService) =>
  createRouter().openapi(readLog, async (c) => {
    const asked = c.req.valid('query')
    return c.json({ entries: await log.newest(asked.limit, asked.agent) }, 200)
  })
