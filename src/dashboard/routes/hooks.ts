/**
 * Where agents post what they do. Who may is judged as everywhere; from there on the answer is always the same and at once, so that no
 * fault of ours holds an agent up, decides for it or prints a line in its window.
 */
import type { HookReceiver } from '../../services/local/hooks.ts'
import { needs } from '../access/route-access.ts'
import { readBytes } from '../body.ts'
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
    200: { description: 'Whatever was posted: no decision', content: { 'application/json': { schema: hookSchema } } },
    ...refusals,
  },
})

export const hookRoutes = (hooks: HookReceiver) =>
  createRouter().openapi(post, async (c) => {
    // A connection that breaks off is nobody's who waits for an answer.
    const body = await readBytes(c, mostBytes).catch(() => undefined)
    if (body !== undefined) hooks.receive(c.req.valid('param').agent, body)
    return c.json({}, 200)
  })
