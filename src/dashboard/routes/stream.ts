import { allEventTypes } from '../../core/events/event-types.ts'
import type { BusService } from '../../services/bus.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { streamQuery, streamSchema } from '../schemas/events.ts'
import { refusals } from '../schemas/problem.ts'
import { busSource } from '../stream/bus-source.ts'
import { answerHead, isHeadOnly, sendStream } from '../stream/send.ts'
import type { Streams } from '../stream/streams.ts'

const follow = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/stream',
  summary: 'What changes, as server-sent events or over a WebSocket',
  description:
    'Each event is named by its type and has its place in the stream as id. `begin` ({}) comes first, or `resync` ({}) when what you missed cannot be told any more; `heartbeat` ({at}) every 15 s. `Last-Event-ID` or `after` resumes. Without `types` everything is told, and two types also under their old names, `processes` (a Fleet) and `usage` ({}); those end with the next version. Asked to become a WebSocket, it sends the same as messages, {type, id, data}.',
  request: { query: streamQuery },
  responses: {
    200: { description: 'Never ends', content: { 'text/event-stream': { schema: streamSchema } } },
    ...refusals,
  },
})

export const streamRoutes = (bus: BusService, streams: Pick<Streams, 'open'>) =>
  createRouter().openapi(follow, (c) => {
    if (isHeadOnly(c)) return answerHead(c)
    const { types, after, attentive } = c.req.valid('query')
    const lastEventId = c.req.header('last-event-id')
    const stream = streams.open(
      busSource(bus, {
        types: types ?? allEventTypes,
        after: lastEventId ? Number(lastEventId) : after,
        isAttentive: attentive === 'true',
        isInOldNames: types === undefined,
      }),
    )
    return sendStream(c, stream)
  })
