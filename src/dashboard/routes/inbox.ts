/** Messages between agents. An agent that called `tce` itself writes and fetches as itself, and as no other. */
import type { InboxProblem, InboxService, Inside } from '../../services/inbox.ts'
import type { Caller } from '../access/caller.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { type Context, createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { answer } from '../schemas/answer.ts'
import { countSchema, inboxQuery, inboxSchema, messageBody, readBody, sentMessagesSchema } from '../schemas/inbox.ts'
import { bodyRefusals, notFound, problemSchema, refusals, unwritable } from '../schemas/problem.ts'

const couldNot = {
  ...bodyRefusals,
  ...notFound,
  409: answer('Agents have talked enough for now; the message says what can be done', problemSchema),
  ...unwritable,
}

const read = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/inbox',
  summary: 'The messages of a session, or of all without secrets',
  request: { query: inboxQuery },
  responses: { 200: answer('In the order in which they were written', inboxSchema), ...refusals },
})

const send = createRoute({
  ...needs('inbox', { body: jsonBody }),
  method: 'post',
  path: '/inbox',
  summary: 'Leave a message for a session, or for all that run; it is fetched, never typed anywhere',
  request: { body: { content: { 'application/json': { schema: messageBody } }, required: true } },
  responses: { 200: answer('What was kept, and what was not', sentMessagesSchema), ...couldNot },
})

const markRead = createRoute({
  ...needs('inbox', { body: jsonBody }),
  method: 'post',
  path: '/inbox/read',
  summary: 'The messages of a session were read, all or up to one',
  request: { body: { content: { 'application/json': { schema: readBody } }, required: true } },
  responses: { 200: answer('How many', countSchema), ...couldNot },
})

export const inboxRoutes = (inbox: InboxService) =>
  createRouter()
    .openapi(read, async (c) => {
      const { sessionId, unread } = c.req.valid('query')
      return c.json(await inbox.read({ sessionId, isUnread: unread !== undefined }), 200)
    })
    .openapi(send, async (c) => {
      const { caller } = c.var
      const sent = await inbox.send(c.req.valid('json'), caller.actor, insideOf(caller))
      return sent.ok ? c.json(sent.value, 200) : refuse(c, sent.error)
    })
    .openapi(markRead, async (c) => {
      const { caller } = c.var
      const { sessionId, upTo } = c.req.valid('json')
      const marked = await inbox.markRead(sessionId, upTo, insideOf(caller))
      return marked.ok ? c.json(marked.value, 200) : refuse(c, marked.error)
    })

/** One that does not say which process it is has no session of its own. */
const insideOf = (caller: Caller): Inside | undefined =>
  caller.kind === 'agent' ? { pid: caller.pid ?? 0 } : undefined

function refuse(c: Context, { kind, message, next }: InboxProblem) {
  const body = problem(kind, message, next)
  if (kind === 'no-session') return c.json(body, 404)
  if (kind === 'bad-text' || kind === 'bad-file') return c.json(body, 400)
  if (kind === 'not-yours') return c.json(body, 403)
  return kind === 'unwritable' ? c.json(body, 503) : c.json(body, 409)
}
