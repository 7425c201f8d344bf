/** Projects and backends. What is run in a task stands in them: so a change takes what running a program takes. */
import type { ProjectProblem, ProjectService } from '../../services/projects.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { type Context, createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { answer } from '../schemas/answer.ts'
import { bodyRefusals, notFound, problemSchema, refusals, unwritable } from '../schemas/problem.ts'
import {
  backendChangeBody,
  backendSchema,
  backendsSchema,
  backendTestSchema,
  choicesQuery,
  choicesSchema,
  fenceSchema,
  nameParam,
  newProjectBody,
  projectChangeBody,
  projectFilesQuery,
  projectNamesSchema,
  projectSchema,
  projectsSchema,
  scanBody,
  scanSchema,
  setupReportSchema,
  setupSchema,
  skillsQuery,
  skillsSchema,
  trustBody,
} from '../schemas/projects.ts'
import { filesSchema } from '../schemas/prompt-library.ts'
import { nothingBody } from '../schemas/tasks.ts'

const conflict = {
  409: answer('config.toml says it, there is one already, or tasks are of it; the message says which', problemSchema),
}
const couldNot = { ...bodyRefusals, ...notFound, ...conflict, ...unwritable }
const json = <S>(schema: S) => ({ body: { content: { 'application/json': { schema } }, required: true } }) as const
const running = needs('admin', { body: jsonBody })

const names = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/projects',
  summary: 'The names of the projects',
  responses: { 200: answer('By name', projectNamesSchema), ...refusals },
})
const full = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/projects/full',
  summary: 'The projects, with where each value is from, and what of config.toml can not be used',
  responses: { 200: answer('By name', projectsSchema), ...refusals },
})
const fence = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/sandbox',
  summary: 'What a fence around agents of tasks is made of on this machine, tried now; what it lacks',
  responses: { 200: answer('Whether one can be put up', fenceSchema), ...refusals },
})
const scan = createRoute({
  ...needs('change', { body: jsonBody }),
  method: 'post',
  path: '/projects/scan',
  summary: 'Repositories in a folder, three levels deep at most; nothing is added',
  request: json(scanBody),
  responses: { 200: answer('At most 200', scanSchema), ...couldNot },
})
const add = createRoute({
  ...running,
  method: 'post',
  path: '/projects',
  summary: 'Add a project',
  request: json(newProjectBody),
  responses: { 200: answer('The project', projectSchema), ...couldNot },
})
const edit = createRoute({
  ...running,
  method: 'put',
  path: '/projects/{name}',
  summary: 'Change what is named; null takes a value back',
  request: { params: nameParam, ...json(projectChangeBody) },
  responses: { 200: answer('The project', projectSchema), ...couldNot },
})
const remove = createRoute({
  ...needs('admin'),
  method: 'delete',
  path: '/projects/{name}',
  summary: 'Forget a project; its folder stays as it is',
  request: { params: nameParam },
  responses: { 200: answer('As it was', projectSchema), ...couldNot },
})
const setup = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/projects/{name}/setup',
  summary: 'Its set-up command, and whether it may run',
  request: { params: nameParam },
  responses: { 200: answer('Without `setup`: it has none', setupSchema), ...couldNot },
})
const trust = createRoute({
  ...running,
  method: 'post',
  path: '/projects/{name}/trust',
  summary: 'That very set-up command, with its files as they are, may run',
  request: { params: nameParam, ...json(trustBody) },
  responses: { 200: answer('It may', setupReportSchema), ...couldNot },
})
const choices = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/projects/{name}/choices',
  summary: 'What a new task of it can be given: branches, the models and modes of an agent',
  request: { params: nameParam, query: choicesQuery },
  responses: { 200: answer('As they are known here', choicesSchema), ...couldNot },
})
const skills = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/skills',
  summary: 'What a prompt for an agent can begin with: commands and skills, its own and those on disk',
  request: { query: skillsQuery },
  responses: { 200: answer('Those of the project before those of its user', skillsSchema), ...couldNot },
})
const files = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/projects/{name}/files',
  summary: 'Files of it by a part of their path, what changed last first',
  request: { params: nameParam, query: projectFilesQuery },
  responses: { 200: answer('At most 12', filesSchema), ...couldNot },
})
const backends = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/backends',
  summary: 'The commands that agents are started by, with where each value is from',
  responses: { 200: answer('Those that TCE brings first', backendsSchema), ...refusals },
})
const saveBackend = createRoute({
  ...running,
  method: 'put',
  path: '/backends/{name}',
  summary: 'Change what is named of a backend, or make one; null takes a value back',
  request: { params: nameParam, ...json(backendChangeBody) },
  responses: { 200: answer('The backend', backendSchema), ...couldNot },
})
const removeBackend = createRoute({
  ...needs('admin'),
  method: 'delete',
  path: '/backends/{name}',
  summary: 'Remove a backend; one that TCE brings is as it came again',
  request: { params: nameParam },
  responses: { 200: answer('As it was, or as it came', backendSchema), ...couldNot },
})
const testBackend = createRoute({
  ...running,
  method: 'post',
  path: '/backends/{name}/test',
  summary: 'Start it once, without a terminal, in an empty folder, with "Say ok."',
  request: { params: nameParam, ...json(nothingBody) },
  responses: { 200: answer('What came of it', backendTestSchema), ...couldNot },
})

export const projectRoutes = (projects: ProjectService) =>
  createRouter()
    .openapi(names, async (c) =>
      c.json({ projects: (await projects.projects()).projects.map(({ name }) => name) }, 200),
    )
    .openapi(full, async (c) => c.json(await projects.projects(), 200))
    .openapi(fence, async (c) => c.json(await projects.fence(), 200))
    .openapi(scan, async (c) => {
      const found = await projects.scan(c.req.valid('json').folder)
      return found.ok ? c.json({ repositories: found.value }, 200) : refuse(c, found.error)
    })
    .openapi(add, async (c) => {
      const added = await projects.add(c.req.valid('json'), c.var.caller.actor)
      return added.ok ? c.json(added.value, 200) : refuse(c, added.error)
    })
    .openapi(edit, async (c) => {
      const edited = await projects.edit(c.req.valid('param').name, c.req.valid('json'), c.var.caller.actor)
      return edited.ok ? c.json(edited.value, 200) : refuse(c, edited.error)
    })
    .openapi(remove, async (c) => {
      const removed = await projects.remove(c.req.valid('param').name, c.var.caller.actor)
      return removed.ok ? c.json(removed.value, 200) : refuse(c, removed.error)
    })
    .openapi(setup, async (c) => {
      const found = await projects.setup(c.req.valid('param').name)
      return found.ok ? c.json({ setup: found.value }, 200) : refuse(c, found.error)
    })
    .openapi(trust, async (c) => {
      const { name } = c.req.valid('param')
      const trusted = await projects.trust(name, c.req.valid('json').hash, c.var.caller.actor)
      return trusted.ok ? c.json(trusted.value, 200) : refuse(c, trusted.error)
    })
    .openapi(choices, async (c) => {
      const found = await projects.choices(c.req.valid('param').name, c.req.valid('query').backend)
      return found.ok ? c.json(found.value, 200) : refuse(c, found.error)
    })
    .openapi(skills, async (c) => {
      const found = await projects.skills(c.req.valid('query'))
      return found.ok ? c.json({ skills: found.value }, 200) : refuse(c, found.error)
    })
    .openapi(files, async (c) => {
      const found = await projects.files(c.req.valid('param').name, c.req.valid('query').query)
      return found.ok ? c.json({ files: found.value }, 200) : refuse(c, found.error)
    })
    .openapi(backends, async (c) => c.json(await projects.backends(), 200))
    .openapi(saveBackend, async (c) => {
      const saved = await projects.saveBackend(c.req.valid('param').name, c.req.valid('json'), c.var.caller.actor)
      return saved.ok ? c.json(saved.value, 200) : refuse(c, saved.error)
    })
    .openapi(removeBackend, async (c) => {
      const removed = await projects.removeBackend(c.req.valid('param').name, c.var.caller.actor)
      return removed.ok ? c.json(removed.value, 200) : refuse(c, removed.error)
    })
    .openapi(testBackend, async (c) => {
      const tested = await projects.testBackend(c.req.valid('param').name, c.var.caller.actor)
      return tested.ok ? c.json(tested.value, 200) : refuse(c, tested.error)
    })

function refuse(c: Context, { kind, message, next }: ProjectProblem) {
  const body = problem(kind, message, next)
  if (kind === 'bad-request') return c.json(body, 400)
  if (kind === 'no-project' || kind === 'no-backend') return c.json(body, 404)
  return kind === 'unwritable' ? c.json(body, 503) : c.json(body, 409)
}
