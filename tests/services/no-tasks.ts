/** A machine without tasks and projects, of which none can be made. */
import { err, ok } from '../../src/core/result.ts'
import type { ProjectProblem, ProjectService } from '../../src/services/projects.ts'
import type { ArtifactBytes, TaskFileService } from '../../src/services/task-files.ts'
import type { TaskTerminals, TaskViewService } from '../../src/services/task-view.ts'
import type { TaskWorkService } from '../../src/services/task-work.ts'
import type { TaskProblem, TaskService } from '../../src/services/tasks.ts'

const noTask = async (id: string) => err<TaskProblem>({ kind: 'no-task', message: `There is no task ${id}.` })
const noProject = async () => err<ProjectProblem>({ kind: 'no-project', message: 'There is no such project.' })
const nothing = { done: [], left: [] }

export const noTasks: TaskService = {
  list: async () => ({
    ...{ tasks: [], archived: 0, running: 0, maxRunning: 6 },
    counts: { pending: 0, in_progress: 0, in_review: 0, complete: 0, failed: 0, broken: 0 },
  }),
  find: async () => undefined,
  why: noTask,
  create: async ({ project }) => err({ kind: 'no-project', message: `There is no project ${project}.` }),
  adopt: async ({ session }) => err({ kind: 'no-session', message: `There is no session ${session}.` }),
  ...{ stop: noTask, resume: noTask, restart: noTask, fork: noTask, rename: noTask, pin: noTask, archive: noTask },
  ...{ put: noTask, setResult: noTask, type: noTask, output: noTask, removal: noTask, remove: noTask, undo: noTask },
  ...{ folder: noTask, remakeFolder: noTask },
  removed: async () => [],
  prunable: async () => ({ ...nothing, confirm: 'none' }),
  prune: async () => ok(nothing),
  stopAll: async () => ok(nothing),
}

export const noTaskView: TaskViewService & TaskTerminals = {
  ...{ gitStatus: noTask, files: noTask, links: noTask, conversations: noTask, attach: noTask },
}

export const noTaskFiles: TaskFileService & ArtifactBytes = {
  ...{
    upload: noTask,
    artifacts: noTask,
    addArtifact: noTask,
    staged: noTask,
    stage: noTask,
    unstage: noTask,
    read: noTask,
  },
}

export const noTaskWork: TaskWorkService = {
  ...{ commitLook: noTask, commit: noTask, mergeLook: noTask, merge: noTask, stopMerge: noTask },
  ...{ pullRequestLook: noTask, openPullRequest: noTask, open: noTask },
}

export const noProjects: ProjectService = {
  projects: async () => ({ projects: [], problems: [] }),
  scan: async () => ok([]),
  ...{
    add: noProject,
    edit: noProject,
    remove: noProject,
    setup: noProject,
    trust: noProject,
    choices: noProject,
    skills: noProject,
    files: noProject,
  },
  fence: async () => ({ isAvailable: false, problem: 'There is no fence on this system: only on Linux and macOS.' }),
  backends: async () => ({ backends: [], problems: [] }),
  ...{ saveBackend: noProject, removeBackend: noProject, testBackend: noProject },
}
