/** Tasks. What starts an agent, or types into one, runs a program, so it takes what that takes. */
import type { TaskProblem, TaskService } from '../../services/tasks.ts'
import { type BodyRule, jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { type Context, createRoute, createRouter, z } from '../http.ts'
import { problem } from '../problem.ts'
import { answer } from '../schemas/answer.ts'
import { bodyRefusals, notFound, problemSchema, refusals, unwritable } from '../schemas/problem.ts'
import * as shapes from '../schemas/tasks.ts'

/** With its first prompt, which JSON may write with more. */
const promptJson: BodyRule = { ...jsonBody, limitBytes: 512 * 1024 }
const starts = needs('admin', { body: promptJson })
const changes = needs('change', { body: promptJson })
const json = <S>(schema: S) => ({ body: { content: { 'application/json': { schema } }, required: true } }) as const

export const couldNot = {
  ...bodyRefusals,
  ...notFound,
  409: answer('Its state does not allow it, or it could not be made; the message says what can be done', problemSchema),
  ...unwritable,
}
const ofTask = { params: shapes.taskParam }
const toTask = { 200: answer('The task after it', shapes.taskSchema), ...couldNot }

const list = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks',
  summary: 'Tasks: pinned first, then in the order of need; and how many there are in each state',
  request: { query: shapes.taskQuery },
  responses: { 200: answer('A page of them', shapes.taskListSchema), ...refusals },
})
const create = createRoute({
  ...starts,
  method: 'post',
  path: '/tasks',
  summary:
    'Make a task and start its agent, or go on with a session as one; where as many run as may, it waits for a place',
  request: json(z.union([shapes.newTaskBody, shapes.adoptBody])),
  responses: { 200: answer('It was made; its state says whether it runs', shapes.madeSchema), ...couldNot },
})
const removed = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/removed',
  summary: 'Tasks that were deleted and can be brought back, newest first',
  responses: { 200: answer('Newest first', shapes.tasksSchema), ...refusals },
})
const find = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}',
  summary: 'One task, with what it changed looked up now',
  request: ofTask,
  responses: { 200: answer('The task', shapes.taskSchema), ...couldNot },
})
const why = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/why',
  summary: 'By what it is known what its agent is at: the source, the rule and rows of its screen',
  request: ofTask,
  responses: { 200: answer('Looked up now', shapes.whySchema), ...couldNot },
})
const stop = createRoute({
  ...changes,
  method: 'post',
  path: '/tasks/{id}/stop',
  summary: 'End its agent, in steps; folder, branch and conversation stay',
  request: { ...ofTask, ...json(shapes.nothingBody) },
  responses: { 200: answer('What was observed', shapes.stoppedSchema), ...couldNot },
})
const resume = createRoute({
  ...starts,
  method: 'post',
  path: '/tasks/{id}/resume',
  summary: 'Take up its agent’s session again; one that is pending is begun now',
  request: { ...ofTask, ...json(shapes.resumeBody) },
  responses: toTask,
})
const restart = createRoute({
  ...starts,
  method: 'post',
  path: '/tasks/{id}/restart',
  summary: 'End its agent if it runs, then take up its session, or give it its prompt anew',
  request: { ...ofTask, ...json(shapes.nothingBody) },
  responses: toTask,
})
const fork = createRoute({
  ...starts,
  method: 'post',
  path: '/tasks/{id}/fork',
  summary: 'A second task at its commits, told its prompt, its changes and the last of its screen',
  request: { ...ofTask, ...json(shapes.forkBody) },
  responses: { 200: answer('The second task', shapes.taskSchema), ...couldNot },
})
const rename = createRoute({
  ...changes,
  method: 'post',
  path: '/tasks/{id}/rename',
  summary: 'Another name; folder and branch keep theirs',
  request: { ...ofTask, ...json(shapes.renameBody) },
  responses: toTask,
})
const pin = createRoute({
  ...changes,
  method: 'post',
  path: '/tasks/{id}/pin',
  summary: 'Pin it to the top',
  request: { ...ofTask, ...json(shapes.nothingBody) },
  responses: toTask,
})
const unpin = createRoute({
  ...needs('change'),
  method: 'delete',
  path: '/tasks/{id}/pin',
  summary: 'Take the pin back',
  request: ofTask,
  responses: toTask,
})
const archive = createRoute({
  ...changes,
  method: 'post',
  path: '/tasks/{id}/archive',
  summary: 'Put it away; it must not run',
  request: { ...ofTask, ...json(shapes.nothingBody) },
  responses: toTask,
})
const unarchive = createRoute({
  ...changes,
  method: 'post',
  path: '/tasks/{id}/unarchive',
  summary: 'Take it out of the archive',
  request: { ...ofTask, ...json(shapes.nothingBody) },
  responses: toTask,
})
const status = createRoute({
  ...starts,
  method: 'post',
  path: '/tasks/{id}/status',
  summary: 'Say where it stands: done, in review, pending; in_progress begins one that is pending',
  request: { ...ofTask, ...json(shapes.statusBody) },
  responses: toTask,
})
const result = createRoute({
  ...needs('own-task', { body: promptJson }),
  method: 'put',
  path: '/tasks/{id}/result',
  summary: 'What came of it, in words; its agent may say it of its own',
  request: { ...ofTask, ...json(shapes.resultBody) },
  responses: toTask,
})
const input = createRoute({
  ...starts,
  method: 'post',
  path: '/tasks/{id}/input',
  summary: 'Raw bytes into its terminal, as they are; nothing is looked at before',
  request: { ...ofTask, ...json(shapes.inputBody) },
  responses: toTask,
})
const output = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/output',
  summary: 'The last of what its program wrote, as it came',
  request: { ...ofTask, query: shapes.outputQuery },
  responses: { 200: answer('Text with its escape sequences', shapes.outputSchema), ...couldNot },
})
const removal = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/removal',
  summary: 'What of it exists nowhere else, looked up now, and the word that confirms that it was seen',
  request: ofTask,
  responses: { 200: answer('Nothing is removed', shapes.removalSchema), ...couldNot },
})
const remove = createRoute({
  ...needs('change'),
  method: 'delete',
  path: '/tasks/{id}',
  summary: 'End its agent, and remove folder and branch; `confirm` of what was looked at comes along, a copy is kept',
  request: { ...ofTask, query: shapes.removeQuery },
  responses: {
    200: answer('It is gone', shapes.removedSchema),
    ...refusals,
    ...notFound,
    409: answer(
      'Not confirmed, something in the way, or other facts than those that were confirmed',
      shapes.removalAsked,
    ),
    ...unwritable,
  },
})
const undo = createRoute({
  ...changes,
  method: 'post',
  path: '/tasks/{id}/undo',
  summary: 'Bring a deleted task back, as it was',
  request: { ...ofTask, ...json(shapes.nothingBody) },
  responses: toTask,
})
const folder = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/folder',
  summary: 'From what its folder, which is gone, can be made again',
  request: ofTask,
  responses: { 200: answer('Looked up now', shapes.folderSchema), ...couldNot },
})
const remake = createRoute({
  ...starts,
  method: 'post',
  path: '/tasks/{id}/folder',
  summary: 'Make its folder again, with its set-up command where that is trusted',
  request: { ...ofTask, ...json(shapes.folderBody) },
  responses: toTask,
})
const prunable = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/maintenance/prune-completed',
  summary: 'Done tasks of which nothing exists here alone, and those that would stay',
  responses: { 200: answer('Nothing is removed', shapes.prunableSchema), ...refusals },
})
const prune = createRoute({
  ...changes,
  method: 'post',
  path: '/maintenance/prune-completed',
  summary: 'Remove the done tasks of which nothing exists here alone',
  request: json(shapes.pruneBody),
  responses: { 200: answer('What went, and what stayed', shapes.batchSchema), ...couldNot },
})
const stopAll = createRoute({
  ...changes,
  method: 'post',
  path: '/sessions/stop-all',
  summary: 'End the agents of all tasks',
  request: json(shapes.stopAllBody),
  responses: { 200: answer('What ended, and what did not', shapes.batchSchema), ...couldNot },
})

export const taskRoutes = (tasks: TaskService) =>
  createRouter()
    .openapi(list, async (c) => {
      const { archived, ...query } = c.req.valid('query')
      const which = archived === 'all' ? 'all' : archived === '1' || archived === 'true'
      return c.json(await tasks.list({ ...query, archived: which }), 200)
    })
    .openapi(create, async (c) => {
      const { actor } = c.var.caller
      const asked = c.req.valid('json')
      if ('adopt' in asked) {
        const { adopt: session, ...how } = asked
        const adopted = await tasks.adopt({ session, ...how }, actor)
        return adopted.ok ? c.json(adopted.value, 200) : refuse(c, adopted.error)
      }
      const made = await tasks.create(asked, actor)
      return made.ok ? c.json(made.value, 200) : refuse(c, made.error)
    })
    .openapi(removed, async (c) => c.json({ tasks: await tasks.removed() }, 200))
    .openapi(find, async (c) => {
      const { id } = c.req.valid('param')
      const found = await tasks.find(id)
      return found === undefined
        ? c.json(problem('no-task', `There is no task ${id}.`, 'GET /api/tasks'), 404)
        : c.json(found, 200)
    })
    .openapi(why, async (c) => {
      const told = await tasks.why(c.req.valid('param').id)
      return told.ok ? c.json(told.value, 200) : refuse(c, told.error)
    })
    .openapi(stop, async (c) => {
      const stopped = await tasks.stop(c.req.valid('param').id, c.var.caller.actor)
      return stopped.ok ? c.json(stopped.value, 200) : refuse(c, stopped.error)
    })
    .openapi(resume, async (c) => {
      const done = await tasks.resume(c.req.valid('param').id, c.req.valid('json'), c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(restart, async (c) => {
      const done = await tasks.restart(c.req.valid('param').id, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(fork, async (c) => {
      const done = await tasks.fork(c.req.valid('param').id, c.req.valid('json'), c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(rename, async (c) => {
      const done = await tasks.rename(c.req.valid('param').id, c.req.valid('json').name, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(pin, async (c) => {
      const done = await tasks.pin(c.req.valid('param').id, true, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(unpin, async (c) => {
      const done = await tasks.pin(c.req.valid('param').id, false, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(archive, async (c) => {
      const done = await tasks.archive(c.req.valid('param').id, true, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(unarchive, async (c) => {
      const done = await tasks.archive(c.req.valid('param').id, false, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(status, async (c) => {
      const done = await tasks.put(c.req.valid('param').id, c.req.valid('json').status, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(result, async (c) => {
      const { caller } = c.var
      if (caller.kind === 'task' && caller.taskId !== c.req.valid('param').id)
        return c.json(problem('not-permitted', 'That is another task’s: its secret speaks for one alone.'), 403)
      const done = await tasks.setResult(c.req.valid('param').id, c.req.valid('json').result, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(input, async (c) => {
      const bytes = Buffer.from(c.req.valid('json').bytes, 'base64')
      const done = await tasks.type(c.req.valid('param').id, bytes, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(output, async (c) => {
      const done = await tasks.output(c.req.valid('param').id, c.req.valid('query').bytes)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(removal, async (c) => {
      const looked = await tasks.removal(c.req.valid('param').id)
      return looked.ok ? c.json(looked.value, 200) : refuse(c, looked.error)
    })
    .openapi(remove, async (c) => {
      const { confirm, ...how } = c.req.valid('query')
      const { id } = c.req.valid('param')
      if (confirm === undefined) {
        const looked = await tasks.removal(id)
        if (!looked.ok) return refuse(c, looked.error)
        const asks = problem('confirm-needed', 'Look at what exists nowhere else, and send its confirm along.')
        return c.json({ ...asks, removal: looked.value }, 409)
      }
      const gone = await tasks.remove(id, { ...how, confirm }, c.var.caller.actor)
      return gone.ok ? c.json(gone.value, 200) : refuse(c, gone.error)
    })
    .openapi(undo, async (c) => {
      const done = await tasks.undo(c.req.valid('param').id, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(folder, async (c) => {
      const looked = await tasks.folder(c.req.valid('param').id)
      return looked.ok ? c.json(looked.value, 200) : refuse(c, looked.error)
    })
    .openapi(remake, async (c) => {
      const done = await tasks.remakeFolder(c.req.valid('param').id, c.req.valid('json').confirm, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(prunable, async (c) => c.json(await tasks.prunable(), 200))
    .openapi(prune, async (c) => {
      const done = await tasks.prune(c.req.valid('json').confirm, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(stopAll, async (c) => {
      const done = await tasks.stopAll(c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })

export function refuse(c: Context, { kind, message, next }: TaskProblem) {
  const body = problem(kind, message, next)
  if (kind === 'bad-request') return c.json(body, 400)
  const isMissing = ['no-task', 'no-project', 'no-backend', 'no-session'].includes(kind)
  if (isMissing) return c.json(body, 404)
  return kind === 'unwritable' ? c.json(body, 503) : c.json(body, 409)
}
