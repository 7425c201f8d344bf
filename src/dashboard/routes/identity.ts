import { needsNothing } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { refusals } from '../schemas/problem.ts'
import { challengeQuery, identitySchema } from '../schemas/server.ts'

const identify = createRoute({
  ...needsNothing(),
  method: 'get',
  path: '/identity',
  summary: 'Proves that this server holds the token, without anybody sending it',
  request: { query: challengeQuery },
  responses: {
    200: { description: 'The proof', content: { 'application/json': { schema: identitySchema } } },
    ...refusals,
  },
})

export const identityRoutes = (version: string, prove: (challenge: string) => string) =>
  createRouter().openapi(identify, (c) =>
    c.json({ name: 'tce' as const, version, pid: process.pid, proof: prove(c.req.valid('query').challenge) }, 200),
  )
