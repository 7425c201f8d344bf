/** Tasks and projects, loaded when somebody asks: most commands have nothing to do with them. */
import { once } from '../../core/once.ts'
import type { FleetReport } from '../../core/process/report.ts'
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
  const taskService: TaskService = {
    list: async (query) => (await tasks()).list(query),
    find: async (id) => (await tasks()).find(id),
    create: async (...asked) => (await tasks()).create(...asked),
    stop: async (...asked) => (await tasks()).stop(...asked),
    resume: async (...asked) => (await tasks()).resume(...asked),
    restart: async (...asked) => (await tasks()).restart(...asked),
    fork: async (...asked) => (await tasks()).fork(...asked),
    rename: async (...asked) => (await tasks()).rename(...asked),
    pin: async (...asked) => (await tasks()).pin(...asked),
    archive: async (...asked) => (await tasks()).archive(...asked),
    put: async (...asked) => (await tasks()).put(...asked),
    setResult: async (...asked) => (await tasks()).setResult(...asked),
    type: async (...asked) => (await tasks()).type(...asked),
    output: async (...asked) => (await tasks()).output(...asked),
    removal: async (id) => (await tasks()).removal(id),
    remove: async (...asked) => (await tasks()).remove(...asked),
    undo: async (...asked) => (await tasks()).undo(...asked),
    removed: async () => (await tasks()).removed(),
    prunable: async () => (await tasks()).prunable(),
    prune: async (...asked) => (await tasks()).prune(...asked),
    stopAll: async (actor) => (await tasks()).stopAll(actor),
  }
  const projectService: ProjectService = {
    projects: async () => (await projects()).projects(),
    scan: async (folder) => (await projects()).scan(folder),
    add: async (...asked) => (await projects()).add(...asked),
    edit: async (...asked) => (await projects()).edit(...asked),
    remove: async (...asked) => (await projects()).remove(...asked),
    setup: async (name) => (await projects()).setup(name),
    trust: async (...asked) => (await projects()).trust(...asked),
    backends: async () => (await projects()).backends(),
    saveBackend: async (...asked) => (await projects()).saveBackend(...asked),
    removeBackend: async (...asked) => (await projects()).removeBackend(...asked),
    testBackend: async (...asked) => (await projects()).testBackend(...asked),
  }
  return {
    tasks: taskService,
    projects: projectService,
    begin: async () => (await load()).begin(),
    noteFleet: (fleet: FleetReport) => made?.noteFleet(fleet),
    ofSecret: async (secret) => (await load()).ofSecret(secret),
    taskOf: (process) => made?.taskOf(process),
    close: async () => made?.close(),
  }
}
