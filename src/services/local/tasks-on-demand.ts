/** Tasks and projects, loaded when somebody asks: most commands have nothing to do with them. */
import { once } from '../../core/once.ts'
import type { FleetReport } from '../../core/process/report.ts'
import { whenAsked } from '../../core/when-asked.ts'
import type { ProjectService } from '../projects.ts'
import type { TaskService } from '../tasks.ts'
import type { TaskParts, TasksBeside } from './tasks/parts.ts'
import type { LocalTasks } from './tasks/tasks.ts'

export function tasksOnDemand(parts: () => Promise<TaskParts>, beside: TasksBeside): LocalTasks {
  let made: LocalTasks | undefined
  const load = once(async () => {
    const [{ createTasks }, ready] = await Promise.all([import('./tasks/tasks.ts'), parts()])
    made = createTasks(ready, beside)
    return made
  })
  const tasks = async () => (await load()).tasks
  const projects = async () => (await load()).projects
  const taskService: TaskService = whenAsked(tasks, [
    ...([
      'list',
      'find',
      'why',
      'create',
      'adopt',
      'stop',
      'resume',
      'restart',
      'fork',
      'rename',
      'pin',
      'archive',
      'put',
    ] as const),
    ...([
      'setResult',
      'type',
      'output',
      'removal',
      'remove',
      'undo',
      'folder',
      'remakeFolder',
      'removed',
      'prunable',
      'prune',
      'stopAll',
    ] as const),
  ])
  const files = whenAsked(
    async () => (await load()).files,
    [...(['upload', 'artifacts', 'addArtifact', 'read', 'staged', 'stage', 'unstage'] as const)],
  )
  const projectService: ProjectService = whenAsked(projects, [
    ...(['projects', 'scan', 'add', 'edit', 'remove', 'setup', 'trust', 'choices', 'files', 'fence'] as const),
    ...(['skills', 'backends', 'saveBackend', 'removeBackend', 'testBackend'] as const),
  ])
  return {
    tasks: taskService,
    projects: projectService,
    view: whenAsked(async () => (await load()).view, ['gitStatus', 'files', 'links', 'conversations', 'attach']),
    files: { ...files, copied: (id, text) => made?.files.copied(id, text), close: () => made?.files.close() },
    work: whenAsked(
      async () => (await load()).work,
      [
        ...(['commitLook', 'commit', 'mergeLook', 'merge', 'stopMerge'] as const),
        ...(['pullRequestLook', 'openPullRequest', 'open'] as const),
      ],
    ),
    ...whenAsked(load, ['begin', 'ofSecret', 'costOf']),
    review: whenAsked(
      async () => (await load()).review,
      [
        ...(['changes', 'state', 'file', 'image', 'view'] as const),
        ...(['comments', 'comment', 'edit', 'remove', 'send'] as const),
      ],
    ),
    noteFleet: (fleet: FleetReport) => made?.noteFleet(fleet),
    taskOf: (process) => made?.taskOf(process),
    screenOf: (taskId, isTold) => made?.screenOf(taskId, isTold),
    close: async () => made?.close(),
  }
}
