/** What tasks are made of on this machine: app/open-tasks.ts brings it. */

import type { OwnFence } from '../../../agents/fence.ts'
import type { ProjectFile, PromptCommand } from '../../../core/prompts/prompt-library.ts'
import type { Result } from '../../../core/result.ts'
import type { ScreenRule } from '../../../core/screens/manifest.ts'
import type { SessionDetail } from '../../../core/session/session.ts'
import type { Backend } from '../../../core/tasks/backend.ts'
import type { FenceLook, FenceSettings, ProjectFence } from '../../../core/tasks/fence.ts'
import type { ModeChoice } from '../../../core/tasks/permission-modes.ts'
import type { ScreenRules } from '../../../core/tasks/task-why.ts'
import type { WorkshopFile } from '../../../core/tasks/workshop-file.ts'
import type { TurnFacts } from '../../../core/waiting/turn-facts.ts'
import type { Terminals } from '../../../runner/terminals.ts'
import type { FenceOrder } from '../../../tasks/fence/order.ts'
import type { Gh } from '../../../tasks/gh.ts'
import type { ReviewStore } from '../../../tasks/review-store.ts'
import type { TaskStore } from '../../../tasks/task-store.ts'
import type { WorkshopStore } from '../../../tasks/workshop-store.ts'
import type { ProcessesIn } from '../../../worktrees/look.ts'
import type { WorktreeBook } from '../../../worktrees/worktree-book.ts'
import type { PromptService } from '../../prompts.ts'
import type { SessionService } from '../../sessions.ts'
import type { Budgets } from '../budgets.ts'
import type { LocalBus } from '../bus.ts'
import type { LocalLog } from '../log.ts'
import type { Looks } from '../looks.ts'

export interface TaskBooks {
  readonly tasks: TaskStore
  readonly worktrees: WorktreeBook
  readonly workshop: WorkshopStore
  readonly reviews: ReviewStore
  close(): Promise<void>
}

export interface KnownScreenRules {
  readonly rules: readonly ScreenRule[]
  readonly manifests: readonly ScreenRules[]
  readonly problems: readonly string[]
}

export interface TaskParts {
  readonly openBooks: () => Promise<Result<TaskBooks, string>>
  /** There is anything of tasks on disk. */
  readonly areTasksKept: () => boolean
  /** New ones, to be closed. */
  readonly openTerminals: () => Promise<Terminals>
  /** Of each kind of agent that can be begun. */
  readonly seeds: readonly Backend[]
  /** config.toml, as it is now. */
  readonly workshopFile: () => Promise<WorkshopFile>
  readonly settings: () => {
    readonly root: string
    readonly maxRunning: number
    /** By which tasks without a name are named; undefined: by the first words of their prompts alone. */
    readonly namingModel?: string | undefined
  }
  /** Of agents: without our own secrets and what marks others' children. */
  readonly agentEnv: () => Promise<Readonly<Record<string, string>>>
  /** Why it has not the PATH of its user's terminals, in a sentence; undefined: it has, or nobody asked yet. */
  readonly pathProblem: () => string | undefined
  readonly homeDir: string
  /** Of the screens of a kind of agent, or of a backend: its user's own first. Read now. */
  readonly screenRules: (of: string) => Promise<KnownScreenRules>
  /** Whether a kind of agent takes up a session in another worktree of its repository. */
  readonly resumesInWorktree: (agent: string) => boolean
  /** Whether what a kind of agent is at is heard the moment that it changes, and not only when somebody looks. */
  readonly tellsAtOnce: (agent: string) => boolean
  readonly isOnPath: (program: string) => boolean
  /** Programs that work in a folder, but for one and all that it started. */
  readonly processesIn: (dir: string, butFor?: number) => ReturnType<ProcessesIn>
  readonly isAlive: (pid: number) => boolean
  readonly writing: PromptWriting
  /** In agents' own windows. */
  readonly agentServers: AgentServerParts
  /** Of the server that runs; undefined: none does. */
  readonly serverPort: () => Promise<number | undefined>
  readonly fence: FenceParts
  /** When a process that runs began, as the process table has it. */
  readonly startOf: (pid: number) => Promise<string | undefined>
  readonly gh: Gh
  readonly outside: OutsideParts
  readonly dataDir: string
}

/** Servers in the windows of agents that tasks begin. */
export interface AgentServerParts {
  /** Of 127.0.0.1. */
  freePort(): Promise<number>
  /** What this kind of agent finds in its environment, so that the server in its window answers TCE and nobody else; {}: it keeps none from it. */
  keep(agent: string | undefined, port: number): Promise<Readonly<Record<string, string>>>
  /** It has ended. */
  forget(port: number): Promise<void>
}

/** A session as the ledger knows it. */
export type KnownSession = Pick<SessionDetail, 'id' | 'agent' | 'cwd' | 'name' | 'title'>

/** What helps writing a prompt for an agent that does not run yet. */
export interface PromptWriting {
  readonly commandsOf: (agent: string, dir: string | undefined) => Promise<readonly PromptCommand[]>
  readonly modelsOf: (agent: string) => readonly string[]
  readonly modesOf: (agent: string) => readonly ModeChoice[]
  readonly files: (dir: string, query: string) => Promise<readonly ProjectFile[]>
}

/** What puts up fences here. */
export interface FenceParts {
  look(): Promise<FenceLook>
  /** As a project wants it. */
  settingsFor(project: ProjectFence | undefined): FenceSettings
  /** Tries it, and says by which words a program starts behind it; the error says why it does not hold. */
  order(order: FenceOrder, env: Readonly<Record<string, string>>): Promise<Result<readonly string[], string>>
  /** A sandbox that this kind of agent has itself, and that can be had here. */
  ownOf(agent: string | undefined): OwnFence | undefined
  /** Where it keeps its things; they need not be there. */
  agentDirs(agent: string | undefined): readonly string[]
  readonly ownDirs: readonly string[]
  readonly tempDirs: readonly string[]
}

/** Other programs on this computer. Each says by which one it was opened, or why it was not. */
export interface OutsideParts {
  /** An address, a folder or a file that somebody looked at before. */
  openByDesktop(target: string): Promise<Result<string, string>>
  openTerminal(dir: string): Promise<Result<string, string>>
  /** The folder, and of it a file. */
  openEditor(dir: string, file: string | undefined): Promise<Result<string, string>>
}

export interface TasksBeside {
  readonly looks: Pick<Looks, 'read' | 'lookSoon'>
  readonly log: Pick<LocalLog, 'record'>
  readonly bus: Pick<LocalBus, 'append'>
  readonly prompts: Pick<PromptService, 'send'>
  readonly whyNoStart: Budgets['whyNoStart']
  /** Of a session, as far as it is known without asking. */
  readonly costOf: (sessionId: string) => number | undefined
  /** Conversations that a task can go on with, and what a test of a backend left. */
  readonly sessions: Pick<SessionService, 'list' | 'find'>
  /** What its records tell of its last turn. Absent: nobody reads them here. */
  readonly turnOf?: ((sessionId: string) => Promise<TurnFacts | undefined>) | undefined
  readonly clock: () => number
  readonly reportError: (message: string, cause: unknown) => void
}
