/** Files that tasks are given and show, and texts that their agents would copy. */
import { artifactType, clipboardLimits, uploadLimits } from '../../core/tasks/task-files.ts'
import type { ArtifactBytes, TaskFileService } from '../../services/task-files.ts'
import { type BodyRule, jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { type Context, createRoute, createRouter, z } from '../http.ts'
import { problem } from '../problem.ts'
import { answer } from '../schemas/answer.ts'
import { bodyRefusals, notFound, problemSchema, unwritable } from '../schemas/problem.ts'
import * as shapes from '../schemas/task-files.ts'
import { taskParam } from '../schemas/tasks.ts'
import { attachmentOf } from './session-export.ts'
import { refuse as refuseTask } from './tasks.ts'

/** In base64, with its name. */
const uploadJson: BodyRule = { ...jsonBody, limitBytes: Math.ceil(uploadLimits.fileBytes * 1.4) }
/** JSON may write one byte with six. */
const textJson: BodyRule = { ...jsonBody, limitBytes: clipboardLimits.bytes * 6 + 1_024 }
const json = <S>(schema: S) => ({ body: { content: { 'application/json': { schema } }, required: true } }) as const
const couldNot = {
  ...bodyRefusals,
  ...notFound,
  409: answer('Its state does not allow it; the message says what can be done', problemSchema),
  ...unwritable,
}
const ofTask = { params: taskParam }

/** It is shown as what it is: with no script, no form, no request, and as a page of no place, to which no cookie of ours goes. */
const nothingAllowed = [
  ...['sandbox', "default-src 'none'", "style-src 'unsafe-inline'", 'img-src data:', 'font-src data:'],
  ...['media-src data:', "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ')

const upload = createRoute({
  ...needs('change', { body: uploadJson }),
  method: 'post',
  path: '/tasks/{id}/upload',
  summary: 'Put a file of at most 10 MiB into `.context/` of its folder, under a plain name',
  request: { ...ofTask, ...json(shapes.uploadBody) },
  responses: { 200: answer('Where it lies', shapes.uploadedSchema), ...couldNot },
})
const artifacts = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/artifacts',
  summary: 'The files that it shows, in the order in which they came',
  request: ofTask,
  responses: { 200: answer('At most 50', shapes.artifactsSchema), ...couldNot },
})
const addArtifact = createRoute({
  ...needs('own-task', { body: jsonBody }),
  method: 'post',
  path: '/tasks/{id}/artifacts',
  summary: 'Show a file of its folder, of at most 25 MiB, as it is now; its agent may do so of its own',
  request: { ...ofTask, ...json(shapes.artifactBody) },
  responses: { 200: answer('What is shown', shapes.artifactSchema), ...couldNot },
})
const readArtifact = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/artifacts/{name}',
  summary: 'One file that it shows, as what it is, without any right',
  request: { params: shapes.artifactParam },
  responses: {
    200: { description: 'The file', content: { 'application/octet-stream': { schema: z.string() } } },
    ...couldNot,
  },
})
const staged = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/clipboard',
  summary: 'The text that its agent would copy; for five minutes, and in nobody’s clipboard',
  request: ofTask,
  responses: { 200: answer('Absent: there is none', shapes.perhapsStagedSchema), ...couldNot },
})
const stage = createRoute({
  ...needs('own-task', { body: textJson }),
  method: 'put',
  path: '/tasks/{id}/clipboard',
  summary: 'Offer a text of at most 1 MiB to be copied; its agent may do so of its own',
  request: { ...ofTask, ...json(shapes.clipboardBody) },
  responses: { 200: answer('It is offered', shapes.stagedSchema), ...couldNot },
})
const unstage = createRoute({
  ...needs('change'),
  method: 'delete',
  path: '/tasks/{id}/clipboard',
  summary: 'Put that text away',
  request: ofTask,
  responses: { 200: answer('There is none any more', shapes.perhapsStagedSchema), ...couldNot },
})

export const taskFileRoutes = (files: TaskFileService & ArtifactBytes) =>
  createRouter()
    .openapi(upload, async (c) => {
      const { name, base64 } = c.req.valid('json')
      const bytes = Buffer.from(base64, 'base64')
      const done = await files.upload(c.req.valid('param').id, { name, bytes }, c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuseTask(c, done.error)
    })
    .openapi(artifacts, async (c) => {
      const told = await files.artifacts(c.req.valid('param').id)
      return told.ok ? c.json({ artifacts: told.value }, 200) : refuseTask(c, told.error)
    })
    .openapi(addArtifact, async (c) => {
      const { id } = c.req.valid('param')
      if (isOfAnother(c, id)) return c.json(notItsOwn, 403)
      const done = await files.addArtifact(id, c.req.valid('json'), c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : refuseTask(c, done.error)
    })
    .openapi(readArtifact, async (c) => {
      const { id, name } = c.req.valid('param')
      const found = await files.read(id, name)
      if (!found.ok) return refuseTask(c, found.error)
      const { type, isShown } = artifactType(found.value.artifact.name)
      const file = attachmentOf(found.value.artifact.name)
      return c.body(new Uint8Array(found.value.bytes), 200, {
        'Content-Type': type,
        'Content-Security-Policy': nothingAllowed,
        'Content-Disposition': isShown ? file.replace(/^attachment/, 'inline') : file,
      })
    })
    .openapi(staged, async (c) => {
      const told = await files.staged(c.req.valid('param').id)
      return told.ok ? c.json({ staged: told.value }, 200) : refuseTask(c, told.error)
    })
    .openapi(stage, async (c) => {
      const { id } = c.req.valid('param')
      if (isOfAnother(c, id)) return c.json(notItsOwn, 403)
      const done = await files.stage(id, c.req.valid('json').text, c.var.caller.actor)
      return done.ok ? c.json({ staged: done.value }, 200) : refuseTask(c, done.error)
    })
    .openapi(unstage, async (c) => {
      const done = await files.unstage(c.req.valid('param').id, c.var.caller.actor)
      return done.ok ? c.json({}, 200) : refuseTask(c, done.error)
    })

const isOfAnother = (c: Context, id: string): boolean => {
  const { caller } = c.var
  return caller.kind === 'task' && caller.taskId !== id
}
const notItsOwn = problem('not-permitted', 'That is another task’s: its secret speaks for one alone.')
