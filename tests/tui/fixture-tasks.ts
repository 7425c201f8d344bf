/**
 * `tce tui` and `tce attach` over tasks of a fixture, whose terminals a real supervisor holds: as a program for a real terminal. By environment:
 * TUI_DATA, TCE_RUN_DIR: where the supervisor is; TUI_RUNS: its sessions by the tasks' names; TUI_AS: `tui`, `only` or `attach`, with TUI_TASK.
 */
import { appendFileSync } from 'node:fs'
import { cliParts } from '../../src/app/cli-parts.ts'
import { loadConfig } from '../../src/app/config.ts'
import { openOwnTerminals } from '../../src/app/own-terminals.ts'
import { main } from '../../src/cli/program.ts'
import { ok } from '../../src/core/result.ts'
import type { Task, TaskList } from '../../src/core/tasks/task.ts'
import type { Services } from '../../src/services/services.ts'
import { processIo } from '../../src/terminal/io.ts'
import { fakeServices } from '../cli/fake-services.ts'
import { designTasks } from '../fixtures/tasks/design-tasks.ts'
import { noTasks } from '../services/no-tasks.ts'

const { env } = process
const runs: Readonly<Record<string, string>> = JSON.parse(env['TUI_RUNS'] ?? '{}')
const startedAt = new Date().toISOString()
let tasks: readonly Task[] = designTasks.tasks.map((task) => {
  const id = runs[task.name]
  return id === undefined ? task : { ...task, run: { id, startedAt } }
})
const did = (what: unknown) => appendFileSync(env['TUI_DID'] ?? '/dev/null', `${JSON.stringify(what)}\n`)
const find = async (id: string) => tasks.find((task) => task.id === id)
const list = async (): Promise<TaskList> => ({ ...designTasks, tasks })
const fakes = fakeServices()
const services: Services = {
  ...fakes,
  tasks: {
    ...noTasks,
    list,
    find,
    async create(task) {
      did({ create: task })
      const made: Task = {
        ...{
          id: 'tnew',
          name: 'new-one',
          project: task.project,
          state: 'in_progress',
          since: startedAt,
          backend: 'claude',
        },
        ...{ isPinned: false, isArchived: false, createdAt: startedAt, remarks: [] },
      }
      tasks = [...tasks, made]
      return ok(made)
    },
    async stop(id) {
      did({ stop: id })
      const task = (await find(id)) as Task
      return ok({ task, endedAfterMs: 1_100, sent: ['SIGTERM'], left: [] })
    },
  },
  settings: {
    ...fakes.settings,
    read: async () => ({ settings: [] }) as unknown as Awaited<ReturnType<Services['settings']['read']>>,
  },
  projects: {
    ...fakes.projects,
    projects: async () => ({
      projects: [{ name: 'payments-api', path: env['TUI_DATA'] ?? '/', origins: {}, isRepository: true, tasks: 1 }],
      problems: [],
    }),
  },
}
process.exitCode = await main(
  env['TUI_AS'] === 'tui'
    ? ['tui']
    : env['TUI_AS'] === 'only'
      ? ['task', 'attach', env['TUI_TASK'] ?? '']
      : ['attach', env['TUI_TASK'] ?? ''],
  processIo(),
  {
    ...cliParts,
    openServices: async () => services,
    readSettings: () => loadConfig(),
    insideAgent: async () => undefined,
    loadApp: async () =>
      ({
        ownTerminals: async () => openOwnTerminals({ dataDir: env['TUI_DATA'] ?? '', env }),
      }) as Awaited<ReturnType<typeof cliParts.loadApp>>,
  },
)
