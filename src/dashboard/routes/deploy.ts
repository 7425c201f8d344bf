/** Agents that TCE begins: this runs a program, so it takes what that takes. */
import type { DeployProblem, DeployService } from '../../services/deploy.ts'
import { type BodyRule, jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { type Context, createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { answer } from '../schemas/answer.ts'
import { choicesSchema, deployBody, deployedSchema, foldersQuery, foldersSchema } from '../schemas/deploy.ts'
import { bodyRefusals, notFound, problemSchema, refusals } from '../schemas/problem.ts'

/** With its first prompt, which JSON may write with more. */
const deployJson: BodyRule = { ...jsonBody, limitBytes: 512 * 1024 }

const choices = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/deploy',
  summary: 'Which agents can be begun, in which known folders, and where their window would be',
  responses: { 200: answer('What there is to choose from', choicesSchema), ...refusals },
})

const folders = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/deploy/folders',
  summary: 'Folders whose path begins so',
  request: { query: foldersQuery },
  responses: { 200: answer('At most 12, by name', foldersSchema), ...refusals },
})

const start = createRoute({
  ...needs('admin', { body: deployJson }),
  method: 'post',
  path: '/deploy',
  summary: 'Begin an agent in a terminal of its own on the machine of this server',
  request: { body: { content: { 'application/json': { schema: deployBody } }, required: true } },
  responses: {
    200: answer('It was opened; the message says where', deployedSchema),
    ...bodyRefusals,
    ...notFound,
    409: answer(
      'No terminal could be opened, its program is not there, or a hard budget is used up; the message says what to do',
      problemSchema,
    ),
  },
})

export const deployRoutes = (deploy: DeployService) =>
  createRouter()
    .openapi(choices, async (c) => c.json(await deploy.choices(), 200))
    .openapi(folders, async (c) => c.json({ folders: await deploy.foldersLike(c.req.valid('query').path) }, 200))
    .openapi(start, async (c) => {
      const started = await deploy.start(c.req.valid('json'), c.var.caller.actor)
      return started.ok ? c.json(started.value, 200) : refuse(c, started.error)
    })

function refuse(c: Context, { kind, message, next }: DeployProblem) {
  const body = problem(kind, message, next)
  if (kind === 'bad-request') return c.json(body, 400)
  return kind === 'no-folder' ? c.json(body, 404) : c.json(body, 409)
}
