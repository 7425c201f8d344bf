import type { SessionDetail, SessionList } from '../../core/session/session.ts'
import type { SessionService } from '../../services/sessions.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter, sendJson } from '../http.ts'
import { problem } from '../problem.ts'
import { answer } from '../schemas/answer.ts'
import { bodyRefusals, notFound, refusals, unwritable } from '../schemas/problem.ts'
import { markBody, sessionDetailSchema, sessionListSchema, sessionParam, sessionsQuery } from '../schemas/sessions.ts'
import { noSession } from './no-session.ts'

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

const markSession = createRoute({
  ...needs('change', { body: jsonBody }),
  method: 'post',
  path: '/sessions/{id}/marks',
  summary: 'Name it, star it, tag it, note something, put it away; its agent’s own files stay as they are',
  request: {
    params: sessionParam,
    body: { content: { 'application/json': { schema: markBody } }, required: true },
  },
  responses: {
    200: answer('The session after it', sessionDetailSchema),
    ...bodyRefusals,
    ...notFound,
    ...unwritable,
  },
})

export const sessionRoutes = (sessions: Pick<SessionService, 'list' | 'find' | 'mark'>) =>
  createRouter()
    .openapi(listSessions, async (c) =>
      sendJson<SessionList>(c, JSON.stringify(await sessions.list(c.req.valid('query')))),
    )
    .openapi(readSession, async (c) => {
      const { id } = c.req.valid('param')
      const session = await sessions.find(id)
      if (session === undefined) return noSession(c, id)
      return sendJson<SessionDetail>(c, JSON.stringify(session))
    })
    .openapi(markSession, async (c) => {
      const marked = await sessions.mark(c.req.valid('param').id, c.req.valid('json'), c.var.caller.actor)
      if (marked.ok) return sendJson<SessionDetail>(c, JSON.stringify(marked.value))
      const { kind, message } = marked.error
      return c.json(problem(kind, message), kind === 'no-session' ? 404 : kind === 'bad-text' ? 400 : 503)
    })
