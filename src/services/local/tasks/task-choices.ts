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
): Pick<ProjectService, 'choices' | 'files'> {
  return {
    async choices(name, asked) {
      const project = await projectOf(name)
      if (!project.ok) return project
      const { path, backend: own } = project.value
      const backend = await backendOf(asked ?? own)
      if (!backend.ok) return backend
      const { agent } = backend.value
      const repository = await repositoryAt(path)
      const [branches, commands] = await Promise.all([
        repository.ok ? branchesOf(repository.value.git) : [],
        agent === undefined ? [] : writing.commandsOf(agent, path),
      ])
      return ok({
        ...{ branches: branches ?? [], commands, models: agent === undefined ? [] : writing.modelsOf(agent) },
        modes: agent === undefined ? [] : writing.modesOf(agent),
        worktrees: join(settings().root, project.value.name),
      })
    },
    async files(name, query) {
      const project = await projectOf(name)
      return project.ok ? ok(await writing.files(project.value.path, query)) : project
    },
  }
}
