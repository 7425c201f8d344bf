import type { UsageReport } from '../../core/usage/usage.ts'
import { usageCsv } from '../../core/usage/usage-csv.ts'
import type { UsageService } from '../../services/usage.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter, sendJson, z } from '../http.ts'
import { refusals } from '../schemas/problem.ts'
import { usageQuery, usageSchema } from '../schemas/usage.ts'

const readUsage = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/usage',
  summary: 'Tokens and their cost, grouped',
  request: { query: usageQuery },
  responses: {
    200: { description: 'The report', content: { 'application/json': { schema: usageSchema } } },
    ...refusals,
  },
})

const readUsageCsv = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/usage.csv',
  summary: 'The same rows for a spreadsheet',
  request: { query: usageQuery },
  responses: {
    200: { description: 'One line per row', content: { 'text/csv': { schema: z.string() } } },
    ...refusals,
  },
})

export const usageRoutes = (usage: UsageService) =>
  createRouter()
    .openapi(readUsage, async (c) => sendJson<UsageReport>(c, JSON.stringify(await usage.report(c.req.valid('query')))))
    .openapi(readUsageCsv, async (c) =>
      c.body(usageCsv(await usage.report(c.req.valid('query'))), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="tce-usage.csv"',
      }),
    )
