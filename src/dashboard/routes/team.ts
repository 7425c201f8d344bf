/** Connected agents. Who writes to them speaks for their user: it needs what a prompt needs, and no agent may. */
import type { TeamProblem, TeamService } from '../../services/team.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { type Context, createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { answer } from '../schemas/answer.ts'
import { bodyRefusals, notFound, problemSchema, refusals, unwritable } from '../schemas/problem.ts'
import { chatBody, chatMessageSchema, chatQuery, chatSchema, graphBody, graphSchema } from '../schemas/team.ts'

const couldNot = {
  ...bodyRefusals,
  ...notFound,
  409: answer('It stands alone, or nobody of them could be sent it; the message says why', problemSchema),
  ...unwritable,
}

const graph = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/team/graph',
  summary: 'Agents that run, where they stand on the canvas, who is connected with whom, and the groups that makes',
  responses: { 200: answer('The canvas', graphSchema), ...refusals },
})

const change = createRoute({
  ...needs('change', { body: jsonBody }),
  method: 'post',
  path: '/team/graph',
  summary: 'Connect two, take them apart, or put some somewhere',
  request: { body: { content: { 'application/json': { schema: graphBody } }, required: true } },
  responses: { 200: answer('The canvas after it', graphSchema), ...couldNot },
})

const chat = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/team/chat',
  summary: 'What was said in the group of a session, without secrets',
  request: { query: chatQuery },
  responses: { 200: answer('The group and its messages, oldest first', chatSchema), ...couldNot },
})

const say = createRoute({
  ...needs('answer', { body: jsonBody }),
  method: 'post',
  path: '/team/chat',
  summary: 'Say something to a group, or to those that are named with @: a prompt for each, by the queue',
  request: { body: { content: { 'application/json': { schema: chatBody } }, required: true } },
  responses: {
    200: answer('Kept; as which prompt it goes to each, or why it could not', chatMessageSchema),
    ...couldNot,
  },
})

export const teamRoutes = (team: TeamService) =>
  createRouter()
    .openapi(graph, async (c) => c.json(await team.graph(), 200))
    .openapi(change, async (c) => {
      const changed = await team.change(c.req.valid('json'), c.var.caller.actor)
      return changed.ok ? c.json(changed.value, 200) : refuse(c, changed.error)
    })
    .openapi(chat, async (c) => {
      const found = await team.chat(c.req.valid('query').sessionId)
      return found.ok ? c.json(found.value, 200) : refuse(c, found.error)
    })
    .openapi(say, async (c) => {
      const said = await team.say(c.req.valid('json'), c.var.caller.actor)
      return said.ok ? c.json(said.value, 200) : refuse(c, said.error)
    })

function refuse(c: Context, { kind, message, next }: TeamProblem) {
  const body = problem(kind, message, next)
  if (kind === 'no-session') return c.json(body, 404)
  if (kind === 'bad-text') return c.json(body, 400)
  return kind === 'unwritable' ? c.json(body, 503) : c.json(body, 409)
}
