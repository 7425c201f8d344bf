import { needs } from '../access/route-access.ts'
import { createRoute, createRouter, z } from '../http.ts'
import { problem } from '../problem.ts'
import { refusals } from '../schemas/problem.ts'
import type { EventHub } from '../stream/event-hub.ts'

const follow = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/stream',
  summary: 'What changes, as server-sent events',
  description:
    'Events: `processes` (a Fleet) when it changed, `usage` ({}) when usage did, `heartbeat` ({at}) every 15 s, `resync` ({}) when what was missed cannot be told any more. `Last-Event-ID` resumes.',
  responses: {
    200: { description: 'Never ends', content: { 'text/event-stream': { schema: z.string() } } },
    ...refusals,
  },
})

export const streamRoutes = (hub: Pick<EventHub, 'open'>) =>
  createRouter().openapi(follow, (c) => {
    const headers = { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }
    // HEAD is served by GET's route, and nobody would ever read or end its stream.
    if (c.req.raw.method === 'HEAD') return c.body(null, 200, headers)
    const lastEventId = c.req.header('last-event-id')
    const events = hub.open(lastEventId ? Number(lastEventId) : undefined)
    if (events === undefined) {
      return c.json(problem('too-many-streams', 'Too many pages follow already. Close one.'), 429)
    }
    return c.body(events, 200, headers)
  })
