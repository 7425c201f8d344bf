/** What a session does and did: its events in pages, its state, and both as they come. Secrets are redacted, always. */
import type { LiveSessionState } from '../../core/session/live-session.ts'
import type { SessionEvent } from '../../core/session/session-event.ts'
import type { SessionEventPage } from '../../core/session/session-watch.ts'
import type { SessionService } from '../../services/sessions.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter, sendJson, z } from '../http.ts'
import { problem } from '../problem.ts'
import { notFound, refusals } from '../schemas/problem.ts'
import {
  eventPageSchema,
  eventParam,
  eventSchema,
  eventsQuery,
  sessionStateSchema,
  streamQuery,
} from '../schemas/session-events.ts'
import { sessionParam } from '../schemas/sessions.ts'
import { answerHead, isHeadOnly, sendStream } from '../stream/send.ts'
import { sessionSource } from '../stream/session-source.ts'
import type { Streams } from '../stream/streams.ts'
import { createWatchPool } from '../stream/watch-pool.ts'
import { noSession } from './no-session.ts'

const listEvents = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/sessions/{id}/events',
  summary: 'What happened in a session, a page at a time: the newest, or beside a cursor',
  request: { params: sessionParam, query: eventsQuery },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: eventPageSchema } } },
    ...refusals,
    ...notFound,
  },
})

const readEvent = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/sessions/{id}/events/{cursor}',
  summary: 'One event with all of its text',
  request: { params: eventParam },
  responses: {
    200: { description: 'The event', content: { 'application/json': { schema: eventSchema } } },
    ...refusals,
    ...notFound,
  },
})

const readState = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/sessions/{id}/state',
  summary: 'How a session is at this moment: status, context, cost, steps, subagents, files, flow',
  request: { params: sessionParam },
  responses: {
    200: { description: 'The state', content: { 'application/json': { schema: sessionStateSchema } } },
    ...refusals,
    ...notFound,
  },
})

const followSession = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/sessions/{id}/stream',
  summary: 'A session as it goes on, as server-sent events or over a WebSocket',
  description:
    'Events: `state` (a SessionState), first of all and when it changed; `events` (a list of SessionEvent), whose id is the cursor of the last; `heartbeat` ({at}) every 15 s; `resync` ({}) when what was missed cannot be told: read the newest page and the state again. `Last-Event-ID` or `after` resumes. Asked to become a WebSocket, it sends the same as messages, {type, id, data}.',
  request: { params: sessionParam, query: streamQuery },
  responses: {
    200: { description: 'Never ends', content: { 'text/event-stream': { schema: z.string() } } },
    ...refusals,
    ...notFound,
  },
})

export function sessionEventRoutes(sessions: Pick<SessionService, 'watch'>, streams: Pick<Streams, 'open'>) {
  const pool = createWatchPool(sessions)
  return createRouter()
    .openapi(listEvents, async (c) => {
      const { id } = c.req.valid('param')
      const watch = await pool.watch(id)
      if (watch === undefined) return noSession(c, id)
      return sendJson<SessionEventPage>(c, JSON.stringify(await watch.events(c.req.valid('query'))))
    })
    .openapi(readEvent, async (c) => {
      const { id, cursor } = c.req.valid('param')
      const watch = await pool.watch(id)
      if (watch === undefined) return noSession(c, id)
      const event = await watch.event(cursor)
      if (event !== undefined) return sendJson<SessionEvent>(c, JSON.stringify(event))
      const message = `No event stands at ${cursor} (any more). See: GET /api/sessions/${id}/events`
      return c.json(problem('not-found', message), 404)
    })
    .openapi(readState, async (c) => {
      const { id } = c.req.valid('param')
      const watch = await pool.watch(id)
      if (watch === undefined) return noSession(c, id)
      return sendJson<LiveSessionState>(c, JSON.stringify(watch.state()))
    })
    .openapi(followSession, async (c) => {
      const { id } = c.req.valid('param')
      const held = await pool.hold(id)
      if (held === undefined) return noSession(c, id)
      if (isHeadOnly(c)) {
        held.release()
        return answerHead(c)
      }
      const after = c.req.header('last-event-id') ?? c.req.valid('query').after
      const stream = streams.open(sessionSource(held.watch, after, held.release))
      if (stream === undefined) held.release()
      return sendStream(c, stream)
    })
}
