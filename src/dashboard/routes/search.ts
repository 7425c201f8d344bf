import type { SearchService } from '../../services/search.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { refusals } from '../schemas/problem.ts'
import { searchAnswerSchema, searchQuery } from '../schemas/search.ts'

const search = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/search',
  summary: 'Every word of every session, grouped by session',
  request: { query: searchQuery },
  responses: {
    200: { description: 'What was found', content: { 'application/json': { schema: searchAnswerSchema } } },
    ...refusals,
  },
})

export const searchRoutes = (service: SearchService) =>
  createRouter().openapi(search, async (c) => {
    const found = await service.search(c.req.valid('query'), c.req.raw.signal)
    if (!found.ok) return c.json({ error: { code: 'bad-request', field: 'query', ...found.error } }, 400)
    return c.json(found.value, 200)
  })
