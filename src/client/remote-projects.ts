/** Projects and backends of a running server. */
import type { ProjectFile, PromptCommand } from '../core/prompts/prompt-library.ts'
import type { Result } from '../core/result.ts'
import type { BackendReport, BackendsReport, BackendTest } from '../core/tasks/backend.ts'
import type { FenceLook } from '../core/tasks/fence.ts'
import type { FoundRepository, ProjectReport, ProjectsReport, SetupReport } from '../core/tasks/project.ts'
import type { ProjectProblem, ProjectService, TaskChoices } from '../services/projects.ts'
import { type Answer, bodyOf, queryText, resultOf } from './answer.ts'
import type { ServerClient } from './server-client.ts'

const testMs = 90_000

export function createRemoteProjects(server: ServerClient): ProjectService {
  const project = (name: string, rest = '') => `/api/projects/${encodeURIComponent(name)}${rest}`
  const backend = (name: string, rest = '') => `/api/backends/${encodeURIComponent(name)}${rest}`
  return {
    projects: async () => bodyOf<ProjectsReport>(await server.get('/api/projects/full', 30_000), 'projects'),
    async scan(folder) {
      const found = result<{ readonly repositories: readonly FoundRepository[] }>(
        await server.post('/api/projects/scan', { folder }),
      )
      return found.ok ? { ok: true, value: found.value.repositories } : found
    },
    add: async (fields) => result<ProjectReport>(await server.post('/api/projects', fields)),
    edit: async (name, change) => result<ProjectReport>(await server.put(project(name), change)),
    remove: async (name) => result<ProjectReport>(await server.delete(project(name))),
    async setup(name) {
      const asked = result<{ readonly setup?: SetupReport }>(await server.get(project(name, '/setup')))
      return asked.ok ? { ok: true, value: asked.value.setup } : asked
    },
    trust: async (name, hash) => result<SetupReport>(await server.post(project(name, '/trust'), { hash })),
    choices: async (name, asked) =>
      result<TaskChoices>(await server.get(project(name, `/choices${queryText({ backend: asked })}`), 30_000)),
    async skills({ project: of, backend: asked, filter }) {
      const query = queryText({ project: of, backend: asked, filter })
      const found = result<{ readonly skills: readonly PromptCommand[] }>(
        await server.get(`/api/skills${query}`, 30_000),
      )
      return found.ok ? { ok: true, value: found.value.skills } : found
    },
    async files(name, query) {
      const found = result<{ readonly files: readonly ProjectFile[] }>(
        await server.get(project(name, `/files${queryText({ query })}`)),
      )
      return found.ok ? { ok: true, value: found.value.files } : found
    },
    fence: async () => bodyOf<FenceLook>(await server.get('/api/sandbox', 15_000), 'fence'),
    backends: async () => bodyOf<BackendsReport>(await server.get('/api/backends'), 'backends'),
    saveBackend: async (name, change) => result<BackendReport>(await server.put(backend(name), change)),
    removeBackend: async (name) => result<BackendReport>(await server.delete(backend(name))),
    testBackend: async (name) => result<BackendTest>(await server.post(backend(name, '/test'), {}, testMs)),
  }
}

const kinds: readonly ProjectProblem['kind'][] = [
  ...(['no-project', 'no-backend', 'bad-request', 'exists', 'locked', 'in-use', 'unwritable'] as const),
]

const result = <T extends object>(answer: Answer): Result<T, ProjectProblem> =>
  resultOf<T, ProjectProblem['kind']>(answer, 'projects and backends', kinds)
