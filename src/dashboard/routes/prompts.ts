/** Prompts and their queue. Who writes one speaks for its user: no hook and no agent may. */
import type { PromptProblem, PromptService } from '../../services/prompts.ts'
import type { BodyRule } from '../access/rights.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { type Context, createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { answer } from '../schemas/answer.ts'
import { bodyRefusals, notFound, problemSchema, refusals, unwritable } from '../schemas/problem.ts'
import {
  changeBody,
  foreseenSchema,
  goOnBody,
  holdBody,
  promptBody,
  promptParam,
  promptSchema,
  queueSchema,
  sentSchema,
} from '../schemas/prompts.ts'

/** A prompt has up to 64 KiB, which JSON may write with more. */
const promptJson: BodyRule = { ...jsonBody, limitBytes: 512 * 1024 }
const inQueue = { body: promptJson }

const couldNot = {
  ...bodyRefusals,
  ...notFound,
  409: answer(
    'Nobody can be sent it, or its state does not allow that; the message says what can be done',
    problemSchema,
  ),
  ...unwritable,
}

const queue = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/queue',
  summary: 'What waits, is under way or went wrong, by session; texts by their beginning and without secrets',
  responses: { 200: answer('The queue', queueSchema), ...refusals },
})

const one = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/prompts/{id}',
  summary: 'One prompt with all of its text',
  request: { params: promptParam },
  responses: { 200: answer('The prompt', promptSchema), ...refusals, ...notFound },
})

/** Asked with each change of what is written: it is no answer, and uses up nobody's. */
const foresee = createRoute({
  ...needs('answer', { ...inQueue, rate: 'none' }),
  method: 'post',
  path: '/prompts/foresee',
  summary: 'By which way it would go, and when; nothing is sent',
  request: { body: { content: { 'application/json': { schema: promptBody } }, required: true } },
  responses: { 200: answer('What would happen', foreseenSchema), ...couldNot },
})

const send = createRoute({
  ...needs('answer', inQueue),
  method: 'post',
  path: '/prompts',
  summary: 'Send a prompt when its turn has come; it is kept when this is answered',
  request: { body: { content: { 'application/json': { schema: promptBody } }, required: true } },
  responses: { 200: answer('Kept; it goes as foreseen', sentSchema), ...couldNot },
})

const change = createRoute({
  ...needs('answer', inQueue),
  method: 'post',
  path: '/queue/{id}',
  summary:
    'Edit, move, hold, release or cancel one that waits; retry one that did not leave; press Enter for one that stands in its box, or clear that; settle or send again one that nobody knows of',
  request: {
    params: promptParam,
    body: { content: { 'application/json': { schema: changeBody } }, required: true },
  },
  responses: { 200: answer('The prompt after it', promptSchema), ...couldNot },
})

const hold = createRoute({
  ...needs('answer', inQueue),
  method: 'post',
  path: '/queue/hold',
  summary: 'Hold all that wait for their turn, or release all that are held',
  request: { body: { content: { 'application/json': { schema: holdBody } }, required: true } },
  responses: { 200: answer('The queue', queueSchema), ...couldNot },
})

const goOn = createRoute({
  ...needs('answer', inQueue),
  method: 'post',
  path: '/queue/go-on',
  summary: 'The queue of a session goes on after a turn that was broken off',
  request: { body: { content: { 'application/json': { schema: goOnBody } }, required: true } },
  responses: { 200: answer('The queue', queueSchema), ...couldNot },
})

const done = createRoute({
  ...needs('ingest', { body: jsonBody }),
  method: 'post',
  path: '/prompts/{id}/done',
  summary: 'Whoever was sent it says that it is done',
  request: { params: promptParam },
  responses: { 200: answer('The prompt', promptSchema), ...couldNot },
})

export const promptRoutes = (prompts: PromptService) =>
  createRouter()
    .openapi(queue, async (c) => c.json(await prompts.queue(), 200))
    .openapi(one, async (c) => {
      const { id } = c.req.valid('param')
      const found = await prompts.find(id)
      return found === undefined
        ? c.json(problem('not-found', `There is no prompt ${id}. See: GET /api/queue`), 404)
        : c.json(found, 200)
    })
    .openapi(foresee, async (c) => {
      const found = await prompts.foresee(c.req.valid('json'))
      return found.ok ? c.json(found.value, 200) : refusePrompt(c, found.error)
    })
    .openapi(send, async (c) => {
      const sent = await prompts.send(c.req.valid('json'), c.var.caller.actor)
      return sent.ok ? c.json(sent.value, 200) : refusePrompt(c, sent.error)
    })
    .openapi(goOn, async (c) => {
      const gone = await prompts.goOn(c.req.valid('json').sessionId, c.var.caller.actor)
      return gone.ok ? c.json(gone.value, 200) : refusePrompt(c, gone.error)
    })
    .openapi(hold, async (c) => {
      const held = await prompts.holdAll(c.req.valid('json').isHeld, c.var.caller.actor)
      return held.ok ? c.json(held.value, 200) : refusePrompt(c, held.error)
    })
    .openapi(change, async (c) => {
      const changed = await prompts.change(c.req.valid('param').id, c.req.valid('json'), c.var.caller.actor)
      return changed.ok ? c.json(changed.value, 200) : refusePrompt(c, changed.error)
    })
    .openapi(done, async (c) => {
      const said = await prompts.done(c.req.valid('param').id)
      return said.ok ? c.json(said.value, 200) : refusePrompt(c, said.error)
    })

export function refusePrompt(c: Context, { kind, message, next }: PromptProblem) {
  const body = problem(kind, message, next)
  if (kind === 'no-prompt' || kind === 'no-agent') return c.json(body, 404)
  if (kind === 'bad-text' || kind === 'bad-time') return c.json(body, 400)
  return kind === 'unwritable' ? c.json(body, 503) : c.json(body, 409)
}
