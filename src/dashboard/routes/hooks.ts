/**
 * Where agents post what they do. Who may is judged as everywhere; from there on the answer is "no decision" at once, so that no fault of
 * ours holds an agent up, decides for it or prints a line in its window. Only what an agent asks of its user stays open, while the dialog
 * stands in its terminal, and is answered with what a person decided.
 */
import type { HookReceiver } from '../../services/local/hooks.ts'
import type { LocalPrompts } from '../../services/local/prompts.ts'
import { needs } from '../access/route-access.ts'
import { readBytes } from '../body.ts'
import type { Context } from '../http.ts'
import { createRoute, createRouter } from '../http.ts'
import { hookParam, hookSchema } from '../schemas/hooks.ts'
import { refusals } from '../schemas/problem.ts'

const mostBytes = 1024 * 1024

/** No rule for the body: one that is too large, or none at all, is no reason to trouble an agent. */
const post = createRoute({
  ...needs('hook', { rate: 'none' }),
  method: 'post',
  path: '/hooks/{agent}',
  summary: 'What an agent does, as its own hooks tell it, up to 1 MiB; becomes an event',
  request: { params: hookParam },
  responses: {
    200: {
      description:
        '{}, no decision; to what it asks of its user, when that one answered here: the answer as the agent takes it; at the end of a turn perhaps a prompt that waits for it',
      content: { 'application/json': { schema: hookSchema } },
    },
    ...refusals,
  },
})

export const hookRoutes = (hooks: HookReceiver, prompts: LocalPrompts['hookPosted']) =>
  createRouter().openapi(post, async (c) => {
    // A connection that breaks off is nobody's who waits for an answer.
    const body = await readBytes(c, mostBytes).catch(() => undefined)
    if (body === undefined) return c.json({}, 200)
    const { agent } = c.req.valid('param')
    const answer = hooks.receive(agent, body, hangUpOf(c))
    if (answer !== undefined) c.env.incoming?.socket.setTimeout(0)
    const handedOver = prompts(agent, body).catch(() => undefined)
    return c.json((await answer) ?? (await handedOver) ?? {}, 200)
  })

/** Aborted when the agent is gone before it has its answer. Undefined where there is no connection: then nothing is held. */
function hangUpOf({ env }: Context): AbortSignal | undefined {
  const outgoing = env?.outgoing
  if (outgoing === undefined) return undefined
  const gone = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort()
  })
  return gone.signal
}
