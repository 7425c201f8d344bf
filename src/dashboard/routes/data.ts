/** What TCE stores of its own; forgetting a project and deleting everything, which only a person who just signed in may. */
import type { DataProblem, DataService } from '../../services/data.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { type Context, createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { answer } from '../schemas/answer.ts'
import {
  deleteBody,
  deletedDataSchema,
  forgetBody,
  keptDataSchema,
  projectDataSchema,
  projectQuery,
} from '../schemas/data.ts'
import { bodyRefusals, notFound, refusals, unwritable } from '../schemas/problem.ts'

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
  responses: { 200: answer('Counts', projectDataSchema), ...refusals, ...notFound, ...unwritable },
})

const forget = createRoute({
  ...needs('admin', { body: jsonBody }),
  method: 'post',
  path: '/data/forget',
  summary: 'Forget what the sessions of a project said; their agents’ files are not touched',
  request: { body: { content: { 'application/json': { schema: forgetBody } } } },
  responses: { 200: answer('Gone', projectDataSchema), ...bodyRefusals, ...notFound, ...unwritable },
})

const deleteAll = createRoute({
  ...needs('admin', { body: jsonBody }),
  method: 'post',
  path: '/data/delete',
  summary: 'Delete all that TCE stored; settings, keys, hooks and the agents’ files stay',
  request: { body: { content: { 'application/json': { schema: deleteBody } } } },
  responses: { 200: answer('Gone', deletedDataSchema), ...bodyRefusals, ...notFound, ...unwritable },
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
    .openapi(deleteAll, async (c) => {
      const gone = await data.deleteAll(c.var.caller.actor)
      return gone.ok ? c.json(gone.value, 200) : refuse(c, gone.error)
    })

const refuse = (c: Context, { kind, message }: DataProblem) =>
  kind === 'no-project' ? c.json(problem(kind, message), 404) : c.json(problem(kind, message), 503)
