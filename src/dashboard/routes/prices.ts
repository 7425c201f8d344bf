import type { UsageService } from '../../services/usage.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { pricesSchema } from '../schemas/prices.ts'
import { refusals } from '../schemas/problem.ts'

const readPrices = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/prices',
  summary: 'The prices in force and the day they were checked',
  responses: {
    200: { description: 'The list, the own prices in it', content: { 'application/json': { schema: pricesSchema } } },
    ...refusals,
  },
})

export const priceRoutes = (usage: UsageService) =>
  createRouter().openapi(readPrices, async (c) => c.json(await usage.prices(), 200))
