import type { AnswerProblem } from '../../core/waiting/approval.ts'
import type { WaitingService } from '../../services/waiting.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { bodyRefusals, refusals } from '../schemas/problem.ts'
import {
  answerBody,
  answerProblemSchema,
  approvalParam,
  approvalSchema,
  seenBody,
  waitingSchema,
} from '../schemas/waiting.ts'

const statusOf = {
  'not-offered': 400,
  'word-needed': 400,
  'not-from-there': 403,
  'not-found': 404,
  'other-request': 409,
  over: 409,
  'not-delivered': 409,
  'in-copy-mode': 409,
} as const satisfies Record<AnswerProblem['kind'], number>

const report = { content: { 'application/json': { schema: waitingSchema } } }
const refusal = { content: { 'application/json': { schema: answerProblemSchema } } }

const list = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/waiting',
  summary: 'Who waits for you, what went wrong, and whose turn is over',
  responses: { 200: { description: 'In the order in which you are needed', ...report }, ...refusals },
})

const answer = createRoute({
  ...needs('answer', { body: jsonBody }),
  method: 'post',
  path: '/approvals/{id}',
  summary: 'Answer what an agent asks, once: the first answer counts, wherever it comes from',
  request: { params: approvalParam, body: { content: { 'application/json': { schema: answerBody } }, required: true } },
  responses: {
    200: {
      description:
        'The agent was given the answer; `outcome.confirmedAfterMs` is there when it was seen to take it, within 5 s',
      content: { 'application/json': { schema: approvalSchema } },
    },
    ...bodyRefusals,
    400: {
      description: 'No answer to what is asked, or the word for what cannot be taken back is missing',
      ...refusal,
    },
    403: { description: 'Not from there', ...refusal },
    404: { description: 'There is no such request', ...refusal },
    409: {
      description:
        'Answered already, too late, another request, or its terminal did not take the key; `approval` is how it stands now',
      ...refusal,
    },
  },
})

const seen = createRoute({
  ...needs('answer', { body: jsonBody }),
  method: 'post',
  path: '/waiting/seen',
  summary: 'Of what went wrong or is finished: it was looked at, and goes from the list until it happens anew',
  request: { body: { content: { 'application/json': { schema: seenBody } }, required: true } },
  responses: { 200: { description: 'The list without it', ...report }, ...bodyRefusals },
})

const notNow = createRoute({
  ...needs('answer', { body: jsonBody }),
  method: 'post',
  path: '/waiting/not-now',
  summary: 'Of those that wait: they go last, until they change or ten minutes have passed',
  request: { body: { content: { 'application/json': { schema: seenBody } }, required: true } },
  responses: { 200: { description: 'The list in its new order', ...report }, ...bodyRefusals },
})

export const waitingRoutes = (waiting: WaitingService) =>
  createRouter()
    .openapi(list, async (c) => c.json(await waiting.read(), 200))
    .openapi(answer, async (c) => {
      const order = { ...c.req.valid('json'), id: c.req.valid('param').id }
      const answered = await waiting.answer(order, c.var.caller.actor)
      if (answered.ok) return c.json(answered.value, 200)
      const { kind, message, approval } = answered.error
      return c.json({ ...problem(kind, message), approval }, statusOf[kind])
    })
    .openapi(seen, async (c) => c.json(await waiting.markSeen(c.req.valid('json').ids), 200))
    .openapi(notNow, async (c) => c.json(await waiting.putOff(c.req.valid('json').ids), 200))
