/** What is done with the work of tasks. Each of these may run a program, or gives something out: so it takes what that takes. */
import type { TaskWorkService } from '../../services/task-work.ts'
import { type BodyRule, jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { answer } from '../schemas/answer.ts'
import * as shapes from '../schemas/task-work.ts'
import { nothingBody, taskParam, taskSchema } from '../schemas/tasks.ts'
import { couldNot, refuse } from './tasks.ts'

/** With the names of many files. */
const longJson: BodyRule = { ...jsonBody, limitBytes: 1024 * 1024 }
const acts = needs('admin', { body: longJson })
const json = <S>(schema: S) => ({ body: { content: { 'application/json': { schema } }, required: true } }) as const
const ofTask = { params: taskParam }

const commitLook = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/commit',
  summary: 'What of it is in no commit, and which programs of the repository a commit would run',
  request: ofTask,
  responses: { 200: answer('Nothing is committed', shapes.commitLookSchema), ...couldNot },
})
const commit = createRoute({
  ...acts,
  method: 'post',
  path: '/tasks/{id}/commit',
  summary: 'Commit what was looked at, or some of it',
  request: { ...ofTask, ...json(shapes.commitBody) },
  responses: { 200: answer('It is committed', shapes.commitDoneSchema), ...couldNot },
})
const mergeLook = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/merge',
  summary: 'What would come of a merge, tried in memory now: steps, conflicts, and what is in the way',
  request: { ...ofTask, query: shapes.mergeQuery },
  responses: { 200: answer('Nothing is merged', shapes.mergeLookSchema), ...couldNot },
})
const merge = createRoute({
  ...acts,
  method: 'post',
  path: '/tasks/{id}/merge',
  summary: 'Merge what was looked at, and test it; without success it is as before. Nothing is pushed',
  request: { ...ofTask, ...json(shapes.mergeBody) },
  responses: { 200: answer('It is merged', shapes.mergeDoneSchema), ...couldNot },
})
const stopMerge = createRoute({
  ...needs('change', { body: jsonBody }),
  method: 'post',
  path: '/tasks/{id}/merge/stop',
  summary: 'Stop a merge whose tests run: they end, in steps, and it is undone',
  request: { ...ofTask, ...json(nothingBody) },
  responses: { 200: answer('It is as before', taskSchema), ...couldNot },
})
const pullRequestLook = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/pr',
  summary: 'Its pull request, asked for now; or what one would be made of, and what would be pushed for it',
  request: ofTask,
  responses: { 200: answer('Nothing is pushed', shapes.pullRequestLookSchema), ...couldNot },
})
const openPullRequest = createRoute({
  ...acts,
  method: 'post',
  path: '/tasks/{id}/pr',
  summary: 'Push its branch, if the remote has not got it, and open a pull request',
  request: { ...ofTask, ...json(shapes.pullRequestBody) },
  responses: { 200: answer('It is open', shapes.pullRequestDoneSchema), ...couldNot },
})
const open = createRoute({
  ...needs('admin', { body: jsonBody }),
  method: 'post',
  path: '/tasks/{id}/open',
  summary:
    'Show its folder, a file, its repository or pull request in another program, on the computer that TCE runs on',
  request: { ...ofTask, ...json(shapes.openBody) },
  responses: { 200: answer('It was handed over', shapes.openedSchema), ...couldNot },
})

export const taskWorkRoutes = (work: TaskWorkService) =>
  createRouter()
    .openapi(commitLook, async (c) => {
      const looked = await work.commitLook(c.req.valid('param').id)
      return looked.ok ? c.json(looked.value, 200) : refuse(c, looked.error)
    })
    .openapi(commit, async (c) => {
      const done = await work.commit(c.req.valid('param').id, c.req.valid('json'), c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(mergeLook, async (c) => {
      const looked = await work.mergeLook(c.req.valid('param').id, c.req.valid('query').how)
      return looked.ok ? c.json(looked.value, 200) : refuse(c, looked.error)
    })
    .openapi(merge, async (c) => {
      const done = await work.merge(c.req.valid('param').id, c.req.valid('json'), c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(stopMerge, async (c) => {
      const done = await work.stopMerge(c.req.valid('param').id, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(pullRequestLook, async (c) => {
      const looked = await work.pullRequestLook(c.req.valid('param').id)
      return looked.ok ? c.json(looked.value, 200) : refuse(c, looked.error)
    })
    .openapi(openPullRequest, async (c) => {
      const done = await work.openPullRequest(c.req.valid('param').id, c.req.valid('json'), c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
    .openapi(open, async (c) => {
      const done = await work.open(c.req.valid('param').id, c.req.valid('json'), c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuse(c, done.error)
    })
