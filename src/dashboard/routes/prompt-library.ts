/** What helps writing a prompt: commands, templates, prompts of before, files. Before the routes of one prompt: these names are no ids. */
import type { PromptLibraryService } from '../../services/prompt-library.ts'
import { type BodyRule, jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { answer } from '../schemas/answer.ts'
import { bodyRefusals, notFound, problemSchema, refusals, unwritable } from '../schemas/problem.ts'
import * as schemas from '../schemas/prompt-library.ts'
import { refusePrompt } from './prompts.ts'

/** A template is as long as a prompt; a picture comes in letters. */
const textJson: BodyRule = { ...jsonBody, limitBytes: 512 * 1024 }
const fileJson: BodyRule = { ...jsonBody, limitBytes: 14 * 1024 * 1024 }

const body = <S>(schema: S) => ({ body: { content: { 'application/json': { schema } }, required: true } })
const couldNot = {
  ...bodyRefusals,
  ...notFound,
  409: answer('It can’t be done now; the message says why', problemSchema),
  ...unwritable,
}

const commands = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/prompts/commands',
  summary: 'The commands of an agent, its own and those on disk, what it can be set to, and the quick bar',
  request: { query: schemas.targetQuery },
  responses: { 200: answer('By name', schemas.commandListSchema), ...refusals, ...couldNot },
})

const setQuick = createRoute({
  ...needs('answer', { body: jsonBody, rate: 'change' }),
  method: 'post',
  path: '/prompts/commands',
  summary: 'What stands in the quick bar of this kind of agent, in this order',
  request: body(schemas.quickBody),
  responses: { 200: answer('The same as it is now', schemas.commandListSchema), ...couldNot },
})

const templates = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/prompts/templates',
  summary: 'The templates, by name',
  responses: { 200: answer('By name', schemas.templatesSchema), ...refusals },
})

const saveTemplate = createRoute({
  ...needs('answer', { body: textJson, rate: 'change' }),
  method: 'post',
  path: '/prompts/templates',
  summary: 'Save a template; with an id in the place of that one',
  request: body(schemas.templateBody),
  responses: { 200: answer('All of them', schemas.templatesSchema), ...couldNot },
})

const removeTemplate = createRoute({
  ...needs('answer', { body: jsonBody, rate: 'change' }),
  method: 'post',
  path: '/prompts/templates/remove',
  summary: 'Remove a template',
  request: body(schemas.templateId),
  responses: { 200: answer('The others', schemas.templatesSchema), ...couldNot },
})

const recents = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/prompts/recents',
  summary: 'The last 20 prompts, each text once, and the starred ones; by their beginning and without secrets',
  responses: { 200: answer('Newest first', schemas.recentsSchema), ...refusals },
})

const recentText = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/prompts/recents/{id}',
  summary: 'All of the text of one of them',
  request: { params: schemas.recentParam },
  responses: { 200: answer('Its text', schemas.wholeText), ...refusals, ...notFound },
})

const star = createRoute({
  ...needs('answer', { body: jsonBody, rate: 'change' }),
  method: 'post',
  path: '/prompts/recents',
  summary: 'Star one of the last prompts (`q41`), or let a starred one go (`s3`)',
  request: body(schemas.recentId),
  responses: { 200: answer('As they are now', schemas.recentsSchema), ...couldNot },
})

const sent = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/prompts/history',
  summary: 'Every prompt that was ever sent to any agent, once each, with what became of it',
  request: { query: schemas.sentQuery },
  responses: { 200: answer('Newest first', schemas.sentSchema), ...refusals },
})

const sentText = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/prompts/history/{id}',
  summary: 'All of the text of one of them, secrets masked',
  request: { params: schemas.sentParam },
  responses: { 200: answer('Its text', schemas.wholeText), ...refusals, ...notFound },
})

const starSent = createRoute({
  ...needs('answer', { body: jsonBody, rate: 'change' }),
  method: 'post',
  path: '/prompts/history/{id}/star',
  summary: 'Star one of them, or let it go: its text, however often it was sent',
  request: { params: schemas.sentParam, ...body(schemas.starBody) },
  responses: { 200: answer('As it is now', schemas.starredSchema), ...couldNot },
})

const files = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/prompts/files',
  summary: 'Files of the agent’s folder by a part of their path, what changed last first',
  request: { query: schemas.filesQuery },
  responses: { 200: answer('At most 12', schemas.filesSchema), ...refusals, ...couldNot },
})

const attach = createRoute({
  ...needs('answer', { body: fileJson, rate: 'change' }),
  method: 'post',
  path: '/prompts/files',
  summary: 'Keep a file in `.context/` of the agent’s folder, to name it in a prompt',
  request: body(schemas.attachBody),
  responses: { 200: answer('Where it lies', schemas.attachedSchema), ...couldNot },
})

export const promptLibraryRoutes = (library: PromptLibraryService) =>
  createRouter()
    .openapi(commands, async (c) => {
      const found = await library.commands(c.req.valid('query'))
      return found.ok ? c.json(found.value, 200) : refusePrompt(c, found.error)
    })
    .openapi(setQuick, async (c) => {
      const { target, quick } = c.req.valid('json')
      const set = await library.setQuick(target, quick, c.var.caller.actor)
      return set.ok ? c.json(set.value, 200) : refusePrompt(c, set.error)
    })
    .openapi(templates, async (c) => c.json({ templates: await library.templates() }, 200))
    .openapi(saveTemplate, async (c) => {
      const saved = await library.saveTemplate(c.req.valid('json'), c.var.caller.actor)
      return saved.ok ? c.json({ templates: saved.value }, 200) : refusePrompt(c, saved.error)
    })
    .openapi(removeTemplate, async (c) => {
      const removed = await library.removeTemplate(c.req.valid('json').id, c.var.caller.actor)
      return removed.ok ? c.json({ templates: removed.value }, 200) : refusePrompt(c, removed.error)
    })
    .openapi(recents, async (c) => c.json(await library.recents(), 200))
    .openapi(recentText, async (c) => {
      const { id } = c.req.valid('param')
      const text = await library.recentText(id)
      return text === undefined
        ? c.json(problem('not-found', `There is no prompt ${id} among the last ones.`), 404)
        : c.json({ text }, 200)
    })
    .openapi(star, async (c) => {
      const starred = await library.star(c.req.valid('json').id, c.var.caller.actor)
      return starred.ok ? c.json(starred.value, 200) : refusePrompt(c, starred.error)
    })
    .openapi(sent, async (c) => {
      const found = await library.sent(c.req.valid('query'))
      if (!found.ok) return c.json({ error: { code: 'bad-request', field: 'query', ...found.error } }, 400)
      return c.json(found.value, 200)
    })
    .openapi(sentText, async (c) => {
      const { id } = c.req.valid('param')
      const text = await library.sentText(id)
      return text === undefined
        ? c.json(problem('not-found', `There is no prompt ${id}, or its text is gone.`), 404)
        : c.json({ text }, 200)
    })
    .openapi(starSent, async (c) => {
      const [{ id }, { isStarred }] = [c.req.valid('param'), c.req.valid('json')]
      const starred = await library.starSent(id, isStarred, c.var.caller.actor)
      return starred.ok ? c.json({ id, isStarred }, 200) : refusePrompt(c, starred.error)
    })
    .openapi(files, async (c) => {
      const { query, ...target } = c.req.valid('query')
      const found = await library.files(target, query)
      return found.ok ? c.json({ files: found.value }, 200) : refusePrompt(c, found.error)
    })
    .openapi(attach, async (c) => {
      const { target, name, base64 } = c.req.valid('json')
      const bytes = Buffer.from(base64, 'base64')
      const kept = await library.attach(target, { name, bytes }, c.var.caller.actor)
      return kept.ok ? c.json({ path: kept.value }, 200) : refusePrompt(c, kept.error)
    })
