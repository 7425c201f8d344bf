/** Projects and backends as the server has them, asked for anew whenever they changed; a change of what is run takes an admin. */
import type { BackendReport, BackendsReport, BackendTest } from '../../../core/tasks/backend.ts'
import type { FoundRepository, ProjectReport, ProjectsReport, SetupReport } from '../../../core/tasks/project.ts'
import type { BackendChange, ProjectChange } from '../../../services/projects.ts'
import { api, ask } from '../api.ts'
import { tasksVersion } from '../live/live-store.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { askAsAdmin } from '../signin/sign-in-again.tsx'

const follows = { follows: tasksVersion }

export const useProjects = () =>
  useAnswer<ProjectsReport>('projects', () => ask(api.projects.full.$get()) as never, follows)
export const useBackends = () => useAnswer<BackendsReport>('backends', () => ask(api.backends.$get()) as never, follows)

const named = (name: string) => ({ param: { name } })
type Answered<T> = Promise<import('../../../core/result.ts').Result<T, import('../api.ts').ApiProblem>>

export const addProject = (json: { readonly path: string; readonly name?: string | undefined }) =>
  askAsAdmin(() => api.projects.$post({ json })) as Answered<ProjectReport>
export const editProject = (name: string, change: ProjectChange) =>
  askAsAdmin(() => api.projects[':name'].$put({ ...named(name), json: change as never })) as Answered<ProjectReport>
export const forgetProject = (name: string) =>
  askAsAdmin(() => api.projects[':name'].$delete(named(name))) as Answered<ProjectReport>
export const scanFolder = async (folder: string) =>
  ask(api.projects.scan.$post({ json: { folder } })) as Answered<{ readonly repositories: readonly FoundRepository[] }>
export const setupOf = async (name: string) =>
  ask(api.projects[':name'].setup.$get(named(name))) as Answered<{ readonly setup?: SetupReport | undefined }>
export const trustSetup = (name: string, hash: string) =>
  askAsAdmin(() => api.projects[':name'].trust.$post({ ...named(name), json: { hash } })) as Answered<SetupReport>

export const saveBackend = (name: string, change: BackendChange) =>
  askAsAdmin(() => api.backends[':name'].$put({ ...named(name), json: change as never })) as Answered<BackendReport>
export const removeBackend = (name: string) =>
  askAsAdmin(() => api.backends[':name'].$delete(named(name))) as Answered<BackendReport>
export const testBackend = (name: string) =>
  askAsAdmin(() => api.backends[':name'].test.$post({ ...named(name), json: {} })) as Answered<BackendTest>
