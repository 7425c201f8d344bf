/** What a new task of a project can be given, as it is on this machine now. */
import { join } from 'node:path'
import { ok, type Result } from '../../../core/result.ts'
import type { Backend } from '../../../core/tasks/backend.ts'
import type { Project } from '../../../core/tasks/project.ts'
import { branchesOf, repositoryAt } from '../../../worktrees/repository.ts'
import type { ProjectProblem, ProjectService } from '../../projects.ts'
import type { TaskParts } from './parts.ts'

interface Known {
  readonly projectOf: (name: string) => Promise<Result<Project, ProjectProblem>>
  readonly backendOf: (name: string | undefined) => Promise<Result<Backend, ProjectProblem>>
}

export function taskChoices(
  { writing, settings }: Pick<TaskParts, 'writing' | 'settings'>,
  { projectOf, backendOf }: Known,
): Pick<ProjectService, 'choices' | 'skills' | 'files'> {
  return {
    async choices(name, asked) {
      const project = await projectOf(name)
      if (!project.ok) return project
      const { path, backend: own } = project.value
      const backend = await backendOf(asked ?? own)
      if (!backend.ok) return backend
      const { agent } = backend.value
      const repository = await repositoryAt(path)
      const branches = repository.ok ? await branchesOf(repository.value.git) : []
      return ok({
        ...{ branches: branches ?? [], models: agent === undefined ? [] : writing.modelsOf(agent) },
        modes: agent === undefined ? [] : writing.modesOf(agent),
        worktrees: join(settings().root, project.value.name),
      })
    },
    async skills({ project: name, backend: asked, filter = '' }) {
      const project = name === undefined ? undefined : await projectOf(name)
      if (project?.ok === false) return project
      const backend = await backendOf(asked ?? project?.value.backend)
      if (!backend.ok) return backend
      const { agent } = backend.value
      const all = agent === undefined ? [] : await writing.commandsOf(agent, project?.value.path)
      const wanted = filter.toLowerCase()
      return ok(all.filter(({ name: word, does = '' }) => `${word}\n${does}`.toLowerCase().includes(wanted)))
    },
    async files(name, query) {
      const project = await projectOf(name)
      return project.ok ? ok(await writing.files(project.value.path, query)) : project
    },
  }
}
