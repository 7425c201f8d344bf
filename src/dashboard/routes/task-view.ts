/** What stands around a task's terminal, and the terminal itself over a WebSocket: who looks needs to read, who types what starts an agent. */
import type { TaskTerminals, TaskViewService } from '../../services/task-view.ts'
import { needs } from '../access/route-access.ts'
import { csrfHeader } from '../access/session-cookie.ts'
import { createRoute, createRouter, factsOf } from '../http.ts'
import { problem } from '../problem.ts'
import { answer } from '../schemas/answer.ts'
import { notFound, refusals } from '../schemas/problem.ts'
import * as shapes from '../schemas/task-view.ts'
import { taskParam } from '../schemas/tasks.ts'
import type { Streams } from '../stream/streams.ts'
import { talkTerminal } from '../stream/terminal-talk.ts'
import { couldNot, refuse } from './tasks.ts'

const ofTask = { params: taskParam }

const gitStatus = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/git/status',
  summary: 'What it changed, file by file, and how its commits stand to those that it began at',
  request: ofTask,
  responses: { 200: answer('Looked up now', shapes.gitStatusSchema), ...couldNot },
})
const files = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/files',
  summary: 'One folder of the task’s; links are named and not followed',
  request: { ...ofTask, query: shapes.filesQuery },
  responses: { 200: answer('Folders first', shapes.filesSchema), ...couldNot },
})
const links = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/links',
  summary: 'Addresses on its screen, in its prompt and its result: where they really lead, http and https alone',
  request: ofTask,
  responses: { 200: answer('The newest first', shapes.linksSchema), ...couldNot },
})
const conversations = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/conversations',
  summary: 'Sessions of its agent in its folder, by which it can be taken up again',
  request: ofTask,
  responses: { 200: answer('What was active last first', shapes.conversationsSchema), ...couldNot },
})
const attach = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tasks/{id}/attach',
  summary: 'Its terminal, over a WebSocket: what it shows, with offsets, and what is typed, acknowledged',
  request: ofTask,
  responses: {
    101: { description: 'The conversation begins' },
    ...refusals,
    ...notFound,
  },
})

export const taskViewRoutes = (view: TaskViewService & TaskTerminals, { closed }: Pick<Streams, 'closed'>) =>
  createRouter()
    .openapi(gitStatus, async (c) => {
      const told = await view.gitStatus(c.req.valid('param').id)
      return told.ok ? c.json(told.value, 200) : refuse(c, told.error)
    })
    .openapi(files, async (c) => {
      const told = await view.files(c.req.valid('param').id, c.req.valid('query').dir)
      return told.ok ? c.json(told.value, 200) : refuse(c, told.error)
    })
    .openapi(links, async (c) => {
      const told = await view.links(c.req.valid('param').id)
      return told.ok ? c.json(told.value, 200) : refuse(c, told.error)
    })
    .openapi(conversations, async (c) => {
      const told = await view.conversations(c.req.valid('param').id)
      return told.ok ? c.json(told.value, 200) : refuse(c, told.error)
    })
    .openapi(attach, (c) => {
      const facts = factsOf(c)
      const { access, caller } = c.var
      const { id } = c.req.valid('param')
      // A browser sends no header of ours with a WebSocket: what only our page knows comes in its first message.
      const whyNoTyping = async (csrf: string | undefined) => {
        const header = (name: string) =>
          csrf !== undefined && name.toLowerCase() === csrfHeader.toLowerCase() ? csrf : facts.header(name)
        const admitted = await access.admit({ ...facts, header }, { needs: 'admin', rate: 'none' })
        return admitted.ok ? undefined : admitted.error
      }
      const attachTo: Parameters<typeof talkTerminal>[1]['attach'] = (viewer, options) =>
        view.attach(id, viewer, options, caller.actor)
      const answered = c.env?.talkOverWebSocket?.((socket) =>
        talkTerminal(socket, { attach: attachTo, whyNoTyping, closed }),
      )
      return answered ?? c.json(problem('bad-request', 'This is a WebSocket: ask for an upgrade.'), 400)
    })
