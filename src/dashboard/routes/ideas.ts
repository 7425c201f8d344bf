/** Ideas of the user. */
import type { IdeaProblem, IdeaService } from '../../services/ideas.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { type Context, createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { answer } from '../schemas/answer.ts'
import { ideaBody, ideaChangeBody, ideaParam, ideaSchema, ideasSchema } from '../schemas/ideas.ts'
import { bodyRefusals, notFound, refusals, unwritable } from '../schemas/problem.ts'

const couldNot = { ...bodyRefusals, ...notFound, ...unwritable }

const list = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/ideas',
  summary: 'The ideas, newest first',
  responses: { 200: answer('Newest first', ideasSchema), ...refusals },
})

const add = createRoute({
  ...needs('change', { body: jsonBody }),
  method: 'post',
  path: '/ideas',
  summary: 'Keep an idea',
  request: { body: { content: { 'application/json': { schema: ideaBody } }, required: true } },
  responses: { 200: answer('The idea', ideaSchema), ...couldNot },
})

const change = createRoute({
  ...needs('change', { body: jsonBody }),
  method: 'post',
  path: '/ideas/{id}',
  summary: 'Edit an idea, remove it, or note that it was sent as a prompt; this sends nothing',
  request: {
    params: ideaParam,
    body: { content: { 'application/json': { schema: ideaChangeBody } }, required: true },
  },
  responses: { 200: answer('The idea after it, or as it was', ideaSchema), ...couldNot },
})

export const ideaRoutes = (ideas: IdeaService) =>
  createRouter()
    .openapi(list, async (c) => c.json({ ideas: await ideas.list() }, 200))
    .openapi(add, async (c) => {
      const added = await ideas.add(c.req.valid('json'), c.var.caller.actor)
      return added.ok ? c.json(added.value, 200) : refuse(c, added.error)
    })
    .openapi(change, async (c) => {
      const changed = await ideas.change(c.req.valid('param').id, c.req.valid('json'), c.var.caller.actor)
      return changed.ok ? c.json(changed.value, 200) : refuse(c, changed.error)
    })

function refuse(c: Context, { kind, message }: IdeaProblem) {
  const body = problem(kind, message)
  if (kind === 'bad-text') return c.json(body, 400)
  return kind === 'unwritable' ? c.json(body, 503) : c.json(body, 404)
}
