import { needsNothing } from '../access/route-access.ts'
import { createRoute, createRouter, factsOf } from '../http.ts'
import { problem } from '../problem.ts'
import { problemSchema } from '../schemas/problem.ts'
import { talkEvents } from '../stream/event-talk.ts'
import type { Streams } from '../stream/streams.ts'
import type { FollowableEvents } from './events.ts'

const talk = createRoute({
  // Who it is is said in its first message; until then nothing is told, and not for long.
  ...needsNothing(),
  method: 'get',
  path: '/ws',
  summary: 'Events over a WebSocket, in the protocol of the first servers of this kind',
  responses: {
    101: { description: 'The conversation begins' },
    400: { description: 'It did not ask for a WebSocket', content: { 'application/json': { schema: problemSchema } } },
  },
})

export const eventTalkRoutes = (events: FollowableEvents, { closed }: Pick<Streams, 'closed'>) =>
  createRouter().openapi(talk, (c) => {
    const facts = factsOf(c)
    const { access } = c.var
    const refuse = async (key: string) => {
      const asked = {
        ...facts,
        header: (name: string) => (name.toLowerCase() === 'authorization' ? `Bearer ${key}` : undefined),
      }
      const caller = await access.admit(asked, { needs: 'read-events', rate: 'none' })
      return caller.ok ? undefined : caller.error.message
    }
    const answer = c.env?.talkOverWebSocket?.((socket) => talkEvents(socket, { events, refuse, closed }))
    return answer ?? c.json(problem('bad-request', 'This is a WebSocket: ask for an upgrade.'), 400)
  })
