/** What TCE stores of its own; forgetting a project and deleting everything, which only a person who just signed in may. */
import type { ArchivedOf } from '../../core/data/kept-data.ts'
import type { DataProblem, DataService } from '../../services/data.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { type Context, createRoute, createRouter, type z } from '../http.ts'
import { problem } from '../problem.ts'
import { answer } from '../schemas/answer.ts'
import {
  archiveBody,
  archiveQuery,
  archiveShareSchema,
  deleteBody,
  deletedDataSchema,
  deleteSessionBody,
  forgetBody,
  keptDataSchema,
  projectDataSchema,
  projectQuery,
  sessionDataSchema,
  sessionQuery,
} from '../schemas/data.ts'
import { bodyRefusals, notFound, problemSchema, refusals, unwritable } from '../schemas/problem.ts'

const running = { 409: answer('The session still runs', problemSchema) }

const read = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/data',
  summary: 'What TCE stores: how much, since when, and whether it can be made again',
  responses: { 200: answer('By store', keptDataSchema), ...refusals },
})

const ofProject = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/data/project',
  summary: 'What would go with a project',
  request: { query: projectQuery },
  responses: { 200: answer('Counts', projectDataSchema), ...refusals, ...notFound, ...running, ...unwritable },
})

const forget = createRoute({
  ...needs('admin', { body: jsonBody }),
  method: 'post',
  path: '/data/forget',
  summary: 'Forget what the sessions of a project said; their agents’ files are not touched',
  request: { body: { content: { 'application/json': { schema: forgetBody } } } },
  responses: { 200: answer('Gone', projectDataSchema), ...bodyRefusals, ...notFound, ...running, ...unwritable },
})

const ofSession = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/data/session',
  summary: 'What would go with one session',
  request: { query: sessionQuery },
  responses: { 200: answer('Counts', sessionDataSchema), ...refusals, ...notFound, ...running, ...unwritable },
})

const deleteSession = createRoute({
  ...needs('admin', { body: jsonBody }),
  method: 'post',
  path: '/data/delete-session',
  summary: 'Delete what is kept of one session, for good; its agent’s own file is not touched',
  request: { body: { content: { 'application/json': { schema: deleteSessionBody } } } },
  responses: { 200: answer('Gone', sessionDataSchema), ...bodyRefusals, ...notFound, ...running, ...unwritable },
})

const archived = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/data/archive',
  summary: 'What of the archive is of a project, of an agent, or older; without any of these all of it',
  request: { query: archiveQuery },
  responses: { 200: answer('How much', archiveShareSchema), ...refusals, ...notFound, ...running, ...unwritable },
})

const deleteArchived = createRoute({
  ...needs('admin', { body: jsonBody }),
  method: 'post',
  path: '/data/archive/delete',
  summary: 'Take sessions out of the archive; their agents’ files are not touched',
  request: { body: { content: { 'application/json': { schema: archiveBody } } } },
  responses: { 200: answer('Gone', archiveShareSchema), ...bodyRefusals, ...notFound, ...running, ...unwritable },
})

const deleteAll = createRoute({
  ...needs('admin', { body: jsonBody }),
  method: 'post',
  path: '/data/delete',
  summary: 'Delete all that TCE stored; settings, keys, hooks and the agents’ files stay',
  request: { body: { content: { 'application/json': { schema: deleteBody } } } },
  responses: { 200: answer('Gone', deletedDataSchema), ...bodyRefusals, ...notFound, ...running, ...unwritable },
})

export const dataRoutes = (data: DataService) =>
  createRouter()
    .openapi(read, async (c) => c.json(await data.read(), 200))
    .openapi(ofProject, async (c) => {
      const found = await data.ofProject(c.req.valid('query').project)
      return found.ok ? c.json(found.value, 200) : refuse(c, found.error)
    })
    .openapi(forget, async (c) => {
      const gone = await data.forget(c.req.valid('json').project, c.var.caller.actor)
      return gone.ok ? c.json(gone.value, 200) : refuse(c, gone.error)
    })
    .openapi(ofSession, async (c) => {
      const found = await data.ofSession(c.req.valid('query').id)
      return found.ok ? c.json(found.value, 200) : refuse(c, found.error)
    })
    .openapi(deleteSession, async (c) => {
      const gone = await data.deleteSession(c.req.valid('json').id, c.var.caller.actor)
      return gone.ok ? c.json(gone.value, 200) : refuse(c, gone.error)
    })
    .openapi(archived, async (c) => {
      const found = await data.archived(archivedOf(c.req.valid('query')))
      return found.ok ? c.json(found.value, 200) : refuse(c, found.error)
    })
    .openapi(deleteArchived, async (c) => {
      const gone = await data.deleteArchived(archivedOf(c.req.valid('json')), c.var.caller.actor)
      return gone.ok ? c.json(gone.value, 200) : refuse(c, gone.error)
    })
    .openapi(deleteAll, async (c) => {
      const gone = await data.deleteAll(c.var.caller.actor)
      return gone.ok ? c.json(gone.value, 200) : refuse(c, gone.error)
    })

const archivedOf = ({ older_days: olderThanDays, ...of }: z.infer<typeof archiveQuery>): ArchivedOf => ({
  ...of,
  olderThanDays,
})

function refuse(c: Context, { kind, message }: DataProblem) {
  if (kind === 'unwritable') return c.json(problem(kind, message), 503)
  return kind === 'running' ? c.json(problem(kind, message), 409) : c.json(problem(kind, message), 404)
}
