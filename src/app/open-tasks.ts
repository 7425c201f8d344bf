/** What tasks need of this machine, plugged together. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, extname, join, normalize } from 'node:path'
import type { Agent, AgentEnvironment } from '../agents/agent.ts'
import { seededBackends } from '../agents/backends.ts'
import { modelChoicesOf } from '../agents/model-choices.ts'
import { screenManifests } from '../agents/screens.ts'
import { currentInstance } from '../client/find-server.ts'
import { isOnPath } from '../control/windows/open-window.ts'
import { once } from '../core/once.ts'
import { childrenByParent, descendantsOf } from '../core/process/descendants.ts'
import { ok } from '../core/result.ts'
import type { Config } from '../core/settings/config.ts'
import { fenceOf } from '../core/tasks/fence.ts'
import { readWorkshop } from '../core/tasks/workshop-file.ts'
import { agentEnvironment } from '../core/terminals/environment.ts'
import { isFromTerminal, joinedPath } from '../core/terminals/login-path.ts'
import { userPath } from '../prompts/user-path.ts'
import { openUserStore } from '../prompts/user-store.ts'
import { createProcessTable } from '../scanner/process-table.ts'
import type { FenceParts, TaskParts } from '../services/local/tasks/parts.ts'
import { isAlive } from '../storage/is-alive.ts'
import { parseToml } from '../storage/toml.ts'
import { forgetServerPassword, newServerPassword } from '../tasks/agent-servers.ts'
import { lookAtFence } from '../tasks/fence/look.ts'
import { orderFence } from '../tasks/fence/order.ts'
import { freePort } from '../tasks/free-port.ts'
import { createGh } from '../tasks/gh.ts'
import { askLoginPath } from '../tasks/login-path.ts'
import { createReviewStore } from '../tasks/review-store.ts'
import { knownScreenRules } from '../tasks/screen-rules.ts'
import { createTaskStore } from '../tasks/task-store.ts'
import { createWorkshopStore } from '../tasks/workshop-store.ts'
import { createWorktreeBook } from '../worktrees/worktree-book.ts'
import { runFolder } from './folders.ts'
import { outsideParts } from './outside-programs.ts'
import { openOwnTerminals } from './own-terminals.ts'

export interface OpenTasks {
  readonly config: Pick<Config, 'dataDir' | 'configDir' | 'configFile'>
  readonly current: () => Pick<Config, 'tasks' | 'sandbox'>
  readonly shown: readonly Agent[]
  readonly environment: AgentEnvironment
  readonly machine: string
}

export function taskParts({ config, current, shown, environment, machine }: OpenTasks): TaskParts {
  const { dataDir, configFile } = config
  const { homeDir, env, platform } = environment
  const table = createProcessTable()
  const writing = once(async () => (await import('./prompt-writing.ts')).promptWriting(shown, environment))
  const marks = shown.flatMap(({ childMarks, sessionVariables = [] }) => [
    ...Object.values(childMarks).filter((name) => name !== undefined),
    ...sessionVariables,
  ])
  /** With the PATH of its user's terminals, as soon as that is known; its own is right, or is all there is. */
  let knownEnv = env
  let pathProblem: string | undefined
  const askForPath = once(async () => {
    if (platform === 'win32' || isFromTerminal(env)) return
    const asked = await askLoginPath(env)
    if (asked.ok) knownEnv = { ...env, PATH: joinedPath(asked.value, env['PATH'] ?? '') }
    else
      pathProblem = `The PATH of your terminals could not be asked for: ${asked.error}. Its agent has the one of TCE.`
  })
  const isProgram = (program: string) => isOnPath(program, knownEnv)
  return {
    async openBooks() {
      const opened = openUserStore(dataDir)
      if (!opened.ok) return opened
      const kept = opened.value
      return ok({
        ...{ tasks: createTaskStore(kept, machine), worktrees: createWorktreeBook(kept, machine) },
        ...{ workshop: createWorkshopStore(kept, machine), reviews: createReviewStore(kept, machine) },
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
      const { root, maxRunning, namingModel } = current().tasks
      return {
        ...{ maxRunning, namingModel },
        root:
          root === undefined
            ? join(homeDir, '.tce', 'worktrees')
            : normalize(root.replace(/^~(?=$|[/\\])/, () => homeDir)),
      }
    },
    async agentEnv() {
      await askForPath()
      return agentEnvironment(knownEnv, marks)
    },
    pathProblem: () => pathProblem,
    homeDir,
    screenRules: (of) => knownScreenRules(of, { configDir: dirname(configFile), seeds: screenManifests }),
    tellsAtOnce: (agent) => shown.some(({ id, registry }) => id === agent && registry !== undefined),
    resumesInWorktree: (agent) => shown.some(({ id, begin }) => id === agent && begin?.resumesInWorktree === true),
    isOnPath: isProgram,
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
      modesOf: (id) => shown.find((agent) => agent.id === id)?.begin?.mode?.choices ?? [],
      files: async (dir, query) => (await writing()).files(dir, query),
    },
    agentServers: {
      freePort,
      async keep(id, port) {
        const wants = shown.find((agent) => agent.id === id)?.hosting?.server?.password
        if (wants === undefined) return {}
        const { user, variables } = wants
        return { [variables.user]: user, [variables.password]: await newServerPassword(dataDir, port) }
      },
      forget: (port) => forgetServerPassword(dataDir, port),
    },
    serverPort: async () => (await currentInstance(dataDir))?.port,
    fence: fenceParts({ config, current, shown, environment, machine }),
    async startOf(pid) {
      const found = await table.inspect(pid)
      return found?.state === 'zombie' ? undefined : found?.start
    },
    gh: createGh(() => agentEnvironment(knownEnv, marks), isProgram),
    outside: outsideParts(environment),
    dataDir,
  }
}

function fenceParts({ config, current, shown, environment }: OpenTasks): FenceParts {
  const { platform, homeDir, env } = environment
  const kindOf = (id: string | undefined) => shown.find((one) => one.id === id)
  // Beside this file, in src/ as in dist/.
  const program = join(import.meta.dirname, `tce${extname(import.meta.filename)}`)
  return {
    look: () => lookAtFence({ platform, env }),
    settingsFor: (project) => fenceOf(current().sandbox, project),
    order: (order, agentEnv) => orderFence([process.execPath, program, 'fence'], order, agentEnv),
    ownOf(id) {
      const own = kindOf(id)?.ownFence
      const needs = own?.needs[platform]
      return needs?.every((one) => isOnPath(one, env)) === true ? own : undefined
    },
    agentDirs(id) {
      const kind = kindOf(id)
      if (kind === undefined) return []
      const dirs = kind.configDirs(environment)
      const below = ['.config', '.cache', '.local/share', '.local/state'].map((dir) => join(homeDir, dir, kind.command))
      // Claude Code has a file beside its folder: ~/.claude.json
      return [...dirs, ...dirs.map((dir) => `${dir}.json`), ...below]
    },
    ownDirs: [config.dataDir, config.configDir, runFolder({ ...env }, homeDir)],
    tempDirs: [...new Set([env['TMPDIR'] ?? tmpdir(), '/tmp'])],
  }
}

const isBelow = (path: string, dir: string): boolean =>
  path === dir || path.startsWith(`${dir}/`) || path.startsWith(`${dir}\\`)
