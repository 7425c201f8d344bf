/** The review of what tasks changed. Nothing here changes a repository; comments become a prompt, which a person alone may send. */
import type { TaskImages } from '../../services/local/tasks/review.ts'
import type { ReviewProblem, TaskReviewService } from '../../services/task-review.ts'
import { type BodyRule, jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { type Context, createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { answer } from '../schemas/answer.ts'
import { bodyRefusals, notFound, problemSchema, refusals, unwritable } from '../schemas/problem.ts'
import * as shapes from '../schemas/task-review.ts'
import { taskParam } from '../schemas/tasks.ts'

/** A prompt has up to 64 KiB, which JSON may write with more. */
const promptJson: BodyRule = { ...jsonBody, limitBytes: 512 * 1024 }
const json = <S>(schema: S) => ({ body: { content: { 'application/json': { schema } }, required: true } }) as const
const ofTask = { params: taskParam }
const couldNot = {
  ...notFound,
  409: answer(
    'Its folder, the file or its agent is not as it would have to be; the message says what can be done',
    problemSchema,
  ),
  ...unwritable,
}
const couldNotRead = { ...refusals, ...couldNot }
const couldNotWrite = { ...bodyRefusals, ...couldNot }

const diff = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/git/diff',
  summary: 'Which files it changed, looked up now; with `path` the rows of that one',
  request: { ...ofTask, query: shapes.diffQuery },
  responses: {
    200: {
      description: 'The list, or with `path` the file',
      content: { 'application/json': { schema: shapes.changesSchema.or(shapes.fileDiffSchema) } },
    },
    ...couldNotRead,
  },
})
const state = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/git/diff/state',
  summary: 'Which version of each changed file is there now, without what takes long',
  request: { ...ofTask, query: shapes.stateQuery },
  responses: { 200: answer('By this it shows which files changed since', shapes.stateSchema), ...couldNotRead },
})
const image = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/git/image',
  summary: 'One side of an image that changed, in a sandbox of its own',
  request: { ...ofTask, query: shapes.imageQuery },
  responses: {
    200: { description: 'The image', content: { 'image/*': { schema: { type: 'string', format: 'binary' } } } },
    ...couldNotRead,
  },
})
const viewed = createRoute({
  ...needs('change', { body: jsonBody }),
  method: 'put',
  path: '/tasks/{id}/viewed',
  summary: 'A file was seen as it is, or was not; the mark goes when it changes',
  request: { ...ofTask, ...json(shapes.viewedBody) },
  responses: { 200: answer('The mark', shapes.viewedSchema), ...couldNotWrite },
})
const comments = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/comments',
  summary: 'Comments on its changes, with where their lines stand now, and the prompt that those not sent would be',
  request: ofTask,
  responses: { 200: answer('Oldest first', shapes.commentsSchema), ...couldNotRead },
})
const comment = createRoute({
  ...needs('change', { body: jsonBody }),
  method: 'post',
  path: '/tasks/{id}/comments',
  summary: 'Comment on lines of a changed file, or on all of it',
  request: { ...ofTask, ...json(shapes.commentBody) },
  responses: { 200: answer('The comment', shapes.commentSchema), ...couldNotWrite },
})
const send = createRoute({
  ...needs('answer', { body: promptJson }),
  method: 'post',
  path: '/tasks/{id}/comments/send',
  summary: 'The comments that were not sent, as one prompt for its agent; each goes once',
  request: { ...ofTask, ...json(shapes.sendBody) },
  responses: { 200: answer('Kept; it goes as foreseen', shapes.sentReviewSchema), ...couldNotWrite },
})
const edit = createRoute({
  ...needs('change', { body: jsonBody }),
  method: 'put',
  path: '/tasks/{id}/comments/{comment}',
  summary: 'Another text for one that was not sent yet',
  request: { params: shapes.commentParam, ...json(shapes.editBody) },
  responses: { 200: answer('The comment', shapes.commentSchema), ...couldNotWrite },
})
const remove = createRoute({
  ...needs('change'),
  method: 'delete',
  path: '/tasks/{id}/comments/{comment}',
  summary: 'Delete a comment',
  request: { params: shapes.commentParam },
  responses: { 200: answer('As it was', shapes.commentSchema), ...couldNotRead },
})

export const taskReviewRoutes = (review: TaskReviewService & TaskImages) =>
  createRouter()
    .openapi(diff, async (c) => {
      const { id } = c.req.valid('param')
      const { of, path, rows } = c.req.valid('query')
      const told = path === undefined ? await review.changes(id, of) : await review.file(id, { path, of, rows })
      return told.ok ? c.json(told.value, 200) : refuse(c, told.error)
    })
    .openapi(state, async (c) => {
      const told = await review.state(c.req.valid('param').id, c.req.valid('query').of)
      return told.ok ? c.json(told.value, 200) : refuse(c, told.error)
    })
    .openapi(image, async (c) => {
      const found = await review.image(c.req.valid('param').id, c.req.valid('query'))
      if (!found.ok) return refuse(c, found.error)
      const { bytes, type } = found.value
      // Somebody else's bytes: whatever they are, they run nothing and belong to no page of ours.
      const headers = { 'Content-Type': type, 'Content-Security-Policy': "sandbox; default-src 'none'" }
      return c.body(new Uint8Array(bytes), 200, headers)
    })
    .openapi(viewed, async (c) => {
      const done = await review.view(c.req.valid('param').id, c.req.valid('json'))
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(comments, async (c) => {
      const told = await review.comments(c.req.valid('param').id)
      return told.ok ? c.json(told.value, 200) : refuse(c, told.error)
    })
    .openapi(comment, async (c) => {
      const done = await review.comment(c.req.valid('param').id, c.req.valid('json'), c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(send, async (c) => {
      const done = await review.send(c.req.valid('param').id, c.req.valid('json'), c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(edit, async (c) => {
      const { id, comment: which } = c.req.valid('param')
      const done = await review.edit(id, which, c.req.valid('json').text, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(remove, async (c) => {
      const { id, comment: which } = c.req.valid('param')
      const done = await review.remove(id, which, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })

const missing: readonly ReviewProblem['kind'][] = ['no-task', 'no-commit', 'no-file', 'no-comment']

function refuse(c: Context, { kind, message, next }: ReviewProblem) {
  const body = problem(kind, message, next)
  if (kind === 'bad-request') return c.json(body, 400)
  if (missing.includes(kind)) return c.json(body, 404)
  return kind === 'unwritable' ? c.json(body, 503) : c.json(body, 409)
}
