import type { SessionDetail, SessionList } from '../../core/session/session.ts'
import type { SessionService } from '../../services/sessions.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter, sendJson } from '../http.ts'
import { problem } from '../problem.ts'
import { notFound, refusals } from '../schemas/problem.ts'
import { sessionDetailSchema, sessionListSchema, sessionParam, sessionsQuery } from '../schemas/sessions.ts'

const listSessions = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/sessions',
  summary: 'Sessions, newest first, a page at a time',
  request: { query: sessionsQuery },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: sessionListSchema } } },
    ...refusals,
  },
})

const readSession = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/sessions/{id}',
  summary: 'Everything that is known of one session',
  request: { params: sessionParam },
  responses: {
    200: { description: 'The session', content: { 'application/json': { schema: sessionDetailSchema } } },
    ...refusals,
    ...notFound,
  },
})

export const sessionRoutes = (sessions: Pick<SessionService, 'list' | 'find'>) =>
  createRouter()
    .openapi(listSessions, async (c) =>
      sendJson<SessionList>(c, JSON.stringify(await sessions.list(c.req.valid('query')))),
    )
    .openapi(readSession, async (c) => {
      const { id } = c.req.valid('param')
      const session = await sessions.find(id)
      if (session === undefined) {
        return c.json(
          problem('not-found', `No session, or more than one, begins with "${id}". See: GET /api/sessions`),
          404,
        )
      }
      return sendJson<SessionDetail>(c, JSON.stringify(session))
    })
