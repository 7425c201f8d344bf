/** What tasks need of this machine, plugged together. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import type { Agent, AgentEnvironment } from '../agents/agent.ts'
import { seededBackends } from '../agents/backends.ts'
import { modelChoicesOf } from '../agents/model-choices.ts'
import { isOnPath } from '../control/windows/open-window.ts'
import { once } from '../core/once.ts'
import { childrenByParent, descendantsOf } from '../core/process/descendants.ts'
import { ok } from '../core/result.ts'
import type { Config } from '../core/settings/config.ts'
import { readWorkshop } from '../core/tasks/workshop-file.ts'
import { agentEnvironment } from '../core/terminals/environment.ts'
import { userPath } from '../prompts/user-path.ts'
import { openUserStore } from '../prompts/user-store.ts'
import { createProcessTable } from '../scanner/process-table.ts'
import type { TaskParts } from '../services/local/tasks/parts.ts'
import { isAlive } from '../storage/is-alive.ts'
import { parseToml } from '../storage/toml.ts'
import { createTaskStore } from '../tasks/task-store.ts'
import { createWorkshopStore } from '../tasks/workshop-store.ts'
import { createWorktreeBook } from '../worktrees/worktree-book.ts'
import { openOwnTerminals } from './own-terminals.ts'

export interface OpenTasks {
  readonly config: Pick<Config, 'dataDir' | 'configFile'>
  readonly current: () => Pick<Config, 'tasks'>
  readonly shown: readonly Agent[]
  readonly environment: AgentEnvironment
  readonly machine: string
}

export function taskParts({ config, current, shown, environment, machine }: OpenTasks): TaskParts {
  const { dataDir, configFile } = config
  const { homeDir, env } = environment
  const table = createProcessTable()
  const writing = once(async () => (await import('./prompt-writing.ts')).promptWriting(shown, environment))
  const marks = shown.flatMap(({ childMarks }) => Object.values(childMarks).filter((name) => name !== undefined))
  return {
    async openBooks() {
      const opened = openUserStore(dataDir)
      if (!opened.ok) return opened
      const kept = opened.value
      return ok({
        ...{ tasks: createTaskStore(kept, machine), worktrees: createWorktreeBook(kept, machine) },
        workshop: createWorkshopStore(kept, machine),
        close: () => kept.close(),
      })
    },
    areTasksKept: () => existsSync(userPath(dataDir)),
    openTerminals: async () => openOwnTerminals({ dataDir, env: { ...env } }),
    seeds: seededBackends(shown),
    async workshopFile() {
      const text = await readFile(configFile, 'utf8').catch(() => '')
      try {
        return readWorkshop(parseToml(text), configFile)
      } catch {
        // What is wrong with the whole file is said by who reads it for its settings.
        return readWorkshop({}, configFile)
      }
    },
    settings: () => {
      const { root, maxRunning } = current().tasks
      return {
        maxRunning,
        root:
          root === undefined
            ? join(homeDir, '.tce', 'worktrees')
            : normalize(root.replace(/^~(?=$|[/\\])/, () => homeDir)),
      }
    },
    agentEnv: () => agentEnvironment(env, marks),
    homeDir,
    isOnPath: (program) => isOnPath(program, env),
    async processesIn(dir, butFor) {
      // One look: what comes and goes meanwhile is in both questions or in none.
      const all = await table.read(() => true)
      const byParent = childrenByParent(all)
      // A git of ours that looks at what it shows elsewhere keeps nothing there, and is gone in a moment.
      const looks = all.filter(({ ppid, name }) => ppid === process.pid && name === 'git').map(({ pid }) => pid)
      const roots = butFor === undefined ? looks : [butFor, ...looks]
      const family = roots.flatMap((pid) => descendantsOf(pid, byParent))
      const others = new Set([process.pid, ...roots, ...family.map(({ pid }) => pid)])
      return all
        .filter(({ cwd, pid }) => cwd !== undefined && isBelow(cwd, dir) && !others.has(pid))
        .map(({ pid, name }) => ({ pid, name }))
    },
    isAlive,
    writing: {
      commandsOf: async (agent, dir) => (await writing()).commandsOf(agent, dir),
      modelsOf: (id) => modelChoicesOf(shown.find((agent) => agent.id === id)),
      files: async (dir, query) => (await writing()).files(dir, query),
    },
    dataDir,
  }
}

const isBelow = (path: string, dir: string): boolean =>
  path === dir || path.startsWith(`${dir}/`) || path.startsWith(`${dir}\\`)
