/** A task as it is kept: on disk before each act that somebody outside can see. Times are epoch milliseconds. */
import type { ExitRecord } from '../terminals/session.ts'
import type { TaskFence } from './fence.ts'
import type { TaskChanges, TaskMerged, TaskPr, TaskState, TaskTry } from './task.ts'
import type { Artifact } from './task-files.ts'
import type { TaskStanding } from './task-rules.ts'

export interface TaskRecord {
  readonly id: string
  readonly name: string
  /** Of its folder and its branch: what it was called first. */
  readonly slug: string
  /** The name of its project; '': a folder of none. */
  readonly project: string
  readonly projectDir: string
  readonly state: TaskState
  readonly sinceMs: number
  readonly reason?: string | undefined
  readonly prompt?: string | undefined
  readonly backend: string
  readonly agent?: string | undefined
  readonly model?: string | undefined
  readonly mode?: string | undefined
  readonly base?: string | undefined
  /** A branch that was there before. */
  readonly adoptedBranch?: string | undefined
  readonly isInWorktree: boolean
  readonly folder?: string | undefined
  readonly isPinned: boolean
  readonly isArchived: boolean
  readonly createdAtMs: number
  /** What is being done; found at a start, it was broken off. */
  readonly step?: 'making' | 'setup' | 'starting' | undefined
  /** The program that is at it. */
  readonly makerPid?: number | undefined
  /** Its set-up command, while that runs: it goes on where whoever began it ends. */
  readonly setup?: { readonly pid: number; readonly start: string } | undefined
  /** It begins by itself when fewer run than may. */
  readonly waitsForPlace?: boolean | undefined
  /** Its set-up command has run, or there was none. */
  readonly isSetUp?: boolean | undefined
  /** Of its last program: never given twice. */
  readonly generation: number
  readonly run?: RunRecord | undefined
  readonly sessionId?: string | undefined
  /** Those that it worked in before, the oldest first: what they cost is what it cost. */
  readonly earlierSessions?: readonly string[] | undefined
  /** Of the secret in its agent's environment. */
  readonly secretHash?: string | undefined
  readonly changes?: TaskChanges | undefined
  /** Without a worktree: what its folder held when its last turn ended, or it was begun (worktrees/folder-print.ts). */
  readonly folderPrint?: string | undefined
  readonly result?: string | undefined
  /** Copies of them lie in the data folder. */
  readonly artifacts?: readonly Artifact[] | undefined
  /** A merge that was begun; found at a start, it was broken off. */
  readonly merging?: MergingRecord | undefined
  readonly merged?: MergedRecord | undefined
  readonly tests?: TestsRecord | undefined
  readonly pr?: PullRequestRecord | undefined
  readonly best?: TaskTry | undefined
  readonly forkOf?: string | undefined
  /** It begins in a copy of this session, of the task that it was forked from. */
  readonly forkOfSession?: string | undefined
  /** Its session was begun elsewhere: it is taken up, never begun afresh. */
  readonly isAdopted?: boolean | undefined
  readonly remarks: readonly string[]
  /** It was deleted; it is kept as long as it can be brought back. */
  readonly removedAtMs?: number | undefined
}

export interface RunRecord {
  readonly generation: number
  readonly startedAtMs: number
  readonly pid?: number | undefined
  readonly start?: string | undefined
  /** Behind a fence with numbers of its own: which of those that run begin there it is. */
  readonly fencePlace?: number | undefined
  /** At which its window was told to serve this machine. */
  readonly serverPort?: number | undefined
  /** Its user ended it. */
  readonly isStopped?: boolean | undefined
  readonly exit?: ExitRecord | undefined
  /** Around it, from its start to its end. */
  readonly fence?: TaskFence | undefined
}

export interface MergingRecord {
  /** The program that is at it. */
  readonly pid: number
  readonly how: TaskMerged['how']
  /** The branch that takes it, and where it stood. */
  readonly branch: string
  readonly before: string
  /** Where it is checked out; absent: nowhere. */
  readonly path?: string | undefined
  /** What it is to stand at; absent: nothing has moved. */
  readonly result?: string | undefined
  readonly hasTests: boolean
  readonly isTrusted: boolean
}

export interface MergedRecord {
  readonly atMs: number
  readonly branch: string
  readonly commit: string
  readonly how: TaskMerged['how']
}

/** What was seen last of its tests: of its agent's own run of them, or after a merge. */
export interface TestsRecord {
  readonly passed: number
  readonly failed: number
  readonly atMs: number
  /** It changed files again afterwards. */
  readonly isBeforeEdits?: boolean | undefined
}

export interface PullRequestRecord {
  readonly url: string
  readonly number?: number | undefined
  readonly state?: TaskPr['state']
  readonly checks?: TaskPr['checks']
  /** Where its branch stood last, as the forge has it: merged, it has all up to there. */
  readonly headCommit?: string | undefined
  readonly lookedAtMs?: number | undefined
}

/** It runs, as far as is known here. */
export const isRunning = ({ run }: Pick<TaskRecord, 'run'>): boolean => run !== undefined && run.exit === undefined

/** It works in this one from now on. */
export function inSession(record: TaskRecord, sessionId: string | undefined): TaskRecord {
  if (sessionId === undefined || sessionId === record.sessionId) return record
  const earlierSessions = sessionsOf(record).filter((id) => id !== sessionId)
  return { ...record, sessionId, earlierSessions }
}

/** All that it ever worked in. */
export const sessionsOf = ({
  earlierSessions = [],
  sessionId,
}: Pick<TaskRecord, 'sessionId' | 'earlierSessions'>): readonly string[] => [
  ...earlierSessions,
  ...(sessionId === undefined ? [] : [sessionId]),
]

/** Put into a state, at that moment if it is another one. */
export const standing = (record: TaskRecord, { state, reason }: TaskStanding, nowMs: number): TaskRecord => ({
  ...record,
  state,
  reason,
  sinceMs: state === record.state ? record.sinceMs : nowMs,
})

/** In the environment of its agent: good for this task alone. */
export const taskSecretPrefix = 'tcetask_'
export const taskSecretVariable = 'TCE_TASK_TOKEN'
/** Where the server listens, for one that a fence keeps from looking it up. */
export const serverPortVariable = 'TCE_PORT'
