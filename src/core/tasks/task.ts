/**
 * Tasks as everybody speaks of them: `GET /api/tasks`, `tce task ls --json` and the faces. A task is a piece of work for one agent: what it
 * is to do, the folder that it does it in, and how that stands. Times are ISO 8601 with zone; a fact that is not known is absent.
 */
import type { Activity } from '../process/process.ts'
import type { RemakeSource } from '../worktrees/remake-source.ts'
import type { TaskFence } from './fence.ts'

/**
 * `pending`: not begun. `in_progress`: its agent works, waits for an answer, or is idle with nothing to look at. `in_review`: a turn or its agent
 * ended, and a person has to look. `complete`: its user said so, or its agent ended clean with a result. `failed`: it could not be
 * begun. `broken`: its folder is not what it was.
 */
export const taskStates = ['pending', 'in_progress', 'in_review', 'complete', 'failed', 'broken'] as const
export type TaskState = (typeof taskStates)[number]
export const isTaskState = (text: string): text is TaskState => (taskStates as readonly string[]).includes(text)

export interface Task {
  /** `t7k2f9`: never given twice. */
  readonly id: string
  /** As its user calls it. Folder and branch keep the first one. */
  readonly name: string
  /** The name of its project. */
  readonly project: string
  readonly state: TaskState
  /** Since when it is in that state. */
  readonly since: string
  /** Why, in a sentence, where that does not go without saying. */
  readonly reason?: string | undefined
  readonly prompt?: string | undefined
  /** The backend that it is started by, and which kind of agent that is. */
  readonly backend: string
  readonly agent?: string | undefined
  readonly model?: string | undefined
  /** Its agent's permission mode, as it was started with. */
  readonly mode?: string | undefined
  /** Around its last program; absent: there was none. */
  readonly fence?: TaskFence | undefined
  /** Where its agent works. Absent: it is not made yet. */
  readonly folder?: string | undefined
  /** Absent: it works in the project itself. */
  readonly worktree?: TaskWorktree | undefined
  readonly isPinned: boolean
  readonly isArchived: boolean
  readonly createdAt: string
  /** Its last program; absent: none was started. */
  readonly run?: TaskRun | undefined
  /** The agent's own session, by which it is taken up again. */
  readonly sessionId?: string | undefined
  /** What its agent is at, while it runs and is known among the processes: `GET /api/processes`. */
  readonly activity?: Activity | undefined
  /** `<pid>:<start>` there. */
  readonly agentId?: string | undefined
  readonly waitingFor?: string | undefined
  /** What it asks: "Bash npm test". */
  readonly asks?: string | undefined
  readonly activitySince?: string | undefined
  readonly costUsd?: number | undefined
  /** Against the commit that it began at, as it was looked up last. */
  readonly changes?: TaskChanges | undefined
  readonly result?: string | undefined
  /** What was seen last of its tests. */
  readonly tests?: TaskTests | undefined
  readonly pr?: TaskPr | undefined
  /** It is merging, and its tests may be running. */
  readonly isMerging?: boolean | undefined
  readonly merged?: TaskMerged | undefined
  /** One of several tries of the same prompt. */
  readonly best?: TaskTry | undefined
  /** The task that it was forked from. */
  readonly forkOf?: string | undefined
  /** What did not go as it would be wished when it was made, in sentences. */
  readonly remarks: readonly string[]
}

export interface TaskWorktree {
  readonly path: string
  readonly branch?: string | undefined
  readonly state: 'creating' | 'ready' | 'removing' | 'removed' | 'broken'
  /** As asked for: main, origin/main, a commit. */
  readonly base: string
  readonly baseCommit: string
  readonly baseFetchedAt?: string | undefined
  readonly problem?: string | undefined
}

export interface TaskRun {
  /** Of its terminal: `t7k2f9.2`. */
  readonly id: string
  readonly startedAt: string
  readonly pid?: number | undefined
  readonly start?: string | undefined
  /** Absent: it runs. */
  readonly exit?: TaskExit | undefined
}

export interface TaskExit {
  readonly at: string
  /** Observed, with code 0, by no signal. */
  readonly isClean: boolean
  /** "ended with 7", "ended by signal 9". */
  readonly words: string
}

export interface TaskChanges {
  readonly files: number
  readonly addedLines: number
  readonly removedLines: number
  /** Since its base. */
  readonly commits: number
  readonly uncommitted: number
}

export interface TaskTests {
  readonly passed: number
  readonly failed: number
  readonly at: string
  /** Files were changed again afterwards. */
  readonly isBeforeEdits?: boolean | undefined
}

/** Its pull request, as its forge tells it. */
export interface TaskPr {
  readonly url: string
  readonly number?: number | undefined
  /** Absent: nobody asked the forge yet. */
  readonly state?: 'open' | 'draft' | 'merged' | 'closed' | undefined
  readonly checks?: 'passed' | 'failed' | 'pending' | undefined
  /** Where its branch stood last, as the forge has it: merged, all up to there is in its base, in whichever commits. A whole id. */
  readonly headCommit?: string | undefined
  readonly lookedAt?: string | undefined
}

export interface TaskMerged {
  readonly at: string
  /** The branch that took it, and its whole commit. */
  readonly into: string
  readonly commit: string
  readonly how: 'squash' | 'merge' | 'rebase'
}

export interface TaskTry {
  /** Of all tries of it: the id of the first one. */
  readonly group: string
  readonly number: number
  readonly of: number
}

export interface TaskList {
  /** Those that were asked for: pinned first, then in the order of need, newest first. */
  readonly tasks: readonly Task[]
  /** Of all that are not archived. */
  readonly counts: Readonly<Record<TaskState, number>>
  readonly archived: number
  /** Agents of tasks that run, and how many may: [tasks] max_running. */
  readonly running: number
  readonly maxRunning: number
  /** Ask on with it; absent: these are all. */
  readonly cursor?: string | undefined
}

export interface TaskQuery {
  readonly status?: TaskState | undefined
  readonly project?: string | undefined
  /** @default false: only those that are not. */
  readonly archived?: boolean | 'all' | undefined
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

export interface NewTask {
  /** The name of a project, or a folder's whole path: a task of no project, in that folder itself. */
  readonly project: string
  readonly prompt?: string | undefined
  /** @default from the prompt */
  readonly name?: string | undefined
  /** @default the project's, else [defaults] backend */
  readonly backend?: string | undefined
  /** @default the backend's */
  readonly model?: string | undefined
  readonly mode?: string | undefined
  /** @default the project's, else the remote's main branch, else what is checked out */
  readonly base?: string | undefined
  /** A branch that is there, to be gone on with. */
  readonly branch?: string | undefined
  /** @default true where the project is a repository */
  readonly isInWorktree?: boolean | undefined
  /** `now`: also where as many run as may. @default when-free */
  readonly start?: 'now' | 'when-free' | undefined
  /** So many tries of the same prompt, each in a worktree of its own: 2 to 6. */
  readonly best?: number | undefined
  /** What is another with each of them, the first one's first; as many as there are tries. @default all are alike */
  readonly tries?: readonly NewTry[] | undefined
}

export type NewTry = Pick<NewTask, 'backend' | 'model'>
/** A session that somebody began elsewhere, gone on with as a task. */
export interface AdoptSession {
  /** Its id, or how that begins. */
  readonly session: string
  /** @default the project that its folder is of, else that folder */
  readonly project?: string | undefined
  /** @default as the session is called */
  readonly name?: string | undefined
  /** @default one for its kind of agent: the project's, else [defaults] backend, else the first */
  readonly backend?: string | undefined
  /** @default true where its agent can take it up in a worktree of the repository; else it goes on in its own folder */
  readonly isInWorktree?: boolean | undefined
  readonly start?: 'now' | 'when-free' | undefined
}

/** The first one, and with `best` all tries. */
export interface NewTaskMade extends Task {
  readonly tries?: readonly Task[] | undefined
}

/** What is looked up just before a task goes. Whoever confirms sends `confirm` along: other facts, and nothing goes. */
export interface TaskRemoval {
  readonly task: Task
  /** Absent: its folder is not ours, and stays. */
  readonly facts?: TaskRemovalFacts | undefined
  readonly confirm: string
  /** Nothing of it exists here alone. */
  readonly isAllElsewhere: boolean
  /** Why it can't go, in words; empty: nothing is in the way. */
  readonly obstacles: readonly string[]
}

/** From what its folder, which is gone, can be made again. */
export interface FolderLook extends RemakeSource {
  readonly task: Task
}

export interface TaskRemovalFacts {
  readonly uncommitted?:
    | {
        readonly count: number
        readonly names: readonly string[]
        readonly addedLines: number
        readonly removedLines: number
      }
    | undefined
  readonly commits?:
    | { readonly count: number; readonly newest: readonly { readonly id: string; readonly title: string }[] }
    | undefined
  readonly isInBase?: boolean | undefined
  readonly ignored?:
    | { readonly count: number; readonly names: readonly string[]; readonly sizeBytes: number }
    | undefined
}

export interface TaskRemoved {
  readonly task: Task
  /** How long its agent took to end; absent: none ran. */
  readonly endedAfterMs?: number | undefined
  /** Until when it can be brought back; absent: there is no copy. */
  readonly keptUntil?: string | undefined
}

/** What became of an order to end its agent. */
export interface TaskStopped {
  readonly task: Task
  readonly endedAfterMs: number
  /** `keys`, `SIGTERM`, `SIGKILL`. */
  readonly sent: readonly string[]
  /** What still runs of it. */
  readonly left: readonly number[]
}

/** `done`, and the next thing to do, of several at once. */
export interface TaskBatch {
  readonly done: readonly Task[]
  readonly left: readonly { readonly task: Task; readonly why: string }[]
}
