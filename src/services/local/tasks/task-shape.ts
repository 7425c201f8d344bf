/** A task as it is told, from what is kept of it, its worktree, and what is seen of its agent. */
import { type FleetAgentReport, type FleetReport, isoTime } from '../../../core/process/report.ts'
import type { Task, TaskPr, TaskRun, TaskWorktree } from '../../../core/tasks/task.ts'
import { isRunning, type PullRequestRecord, type RunRecord, type TaskRecord } from '../../../core/tasks/task-record.ts'
import type { ScreenActivity } from '../../../core/tasks/task-why.ts'
import { exitInWords, isClean, sessionId } from '../../../core/terminals/session.ts'
import type { WorktreeRecord } from '../../../core/worktrees/worktree.ts'

export interface SeenOf {
  readonly agent?: FleetAgentReport | undefined
  /** Of an agent that is not known among the processes. */
  readonly screen?: ScreenActivity | undefined
  readonly costUsd?: number | undefined
}

export function taskOfRecord(
  record: TaskRecord,
  worktree: WorktreeRecord | undefined,
  { agent, screen, costUsd }: SeenOf = {},
): Task {
  const { run, sinceMs, createdAtMs } = record
  return {
    ...{ id: record.id, name: record.name, project: record.project, state: record.state, since: isoTime(sinceMs) },
    ...{ reason: record.reason, prompt: record.prompt, backend: record.backend, agent: record.agent },
    ...{ model: record.model, mode: record.mode, fence: run?.fence, folder: record.folder },
    worktree: record.isInWorktree && worktree !== undefined ? worktreeOf(worktree) : undefined,
    ...{ isPinned: record.isPinned, isArchived: record.isArchived, createdAt: isoTime(createdAtMs) },
    ...{ run: run && runOf(record.id, run), sessionId: record.sessionId },
    ...{ activity: agent?.activity ?? screen?.activity, agentId: agent?.id, asks: agent?.asks },
    waitingFor: agent?.waitingFor ?? screen?.waitingFor,
    ...{
      activitySince: agent?.activitySince ?? (screen && isoTime(screen.sinceMs)),
      costUsd: costUsd ?? agent?.figures?.costUsd,
    },
    ...{ changes: record.changes, result: record.result, best: record.best, forkOf: record.forkOf },
    ...workOf(record),
    remarks: record.remarks,
  }
}

function workOf({ tests, pr, merging, merged }: TaskRecord): Pick<Task, 'tests' | 'pr' | 'isMerging' | 'merged'> {
  return {
    tests: tests && {
      ...{ passed: tests.passed, failed: tests.failed, at: isoTime(tests.atMs), isBeforeEdits: tests.isBeforeEdits },
    },
    pr: pr && prOf(pr),
    isMerging: merging === undefined ? undefined : true,
    merged: merged && { at: isoTime(merged.atMs), into: merged.branch, commit: merged.commit, how: merged.how },
  }
}

export const prOf = ({ url, number, state, checks, headCommit, lookedAtMs }: PullRequestRecord): TaskPr => ({
  ...{ url, number, state, checks, headCommit },
  lookedAt: lookedAtMs === undefined ? undefined : isoTime(lookedAtMs),
})

const worktreeOf = ({ path, branch, state, base, problem }: WorktreeRecord): TaskWorktree => ({
  ...{ path, branch, state, base: base.name, baseCommit: base.commit, problem },
  baseFetchedAt: base.fetchedAtMs === undefined ? undefined : isoTime(base.fetchedAtMs),
})

function runOf(taskId: string, { generation, startedAtMs, pid, start, exit }: RunRecord): TaskRun {
  return {
    ...{ id: sessionId({ taskId, generation }), startedAt: isoTime(startedAtMs), pid, start },
    exit: exit && {
      at: isoTime(exit.isObserved ? exit.atMs : exit.noticedAtMs),
      ...{ isClean: isClean(exit), words: exitInWords(exit) },
    },
  }
}

/** The process among those that were seen that is the task's agent; a wrapper starts the one that is. */
export function agentOf(
  record: TaskRecord,
  { processes }: Pick<FleetReport, 'processes'>,
): FleetAgentReport | undefined {
  const { run, folder, isInWorktree } = record
  if (run === undefined || !isRunning(record)) return undefined
  const byProcess = processes.find((one) => one.pid === run.pid && one.start === run.start)
  if (byProcess !== undefined) return byProcess
  const bySession = record.sessionId && processes.find((one) => one.sessionId === record.sessionId)
  if (bySession) return bySession
  // A worktree is nobody else's.
  if (!isInWorktree) return undefined
  return processes.find((one) => one.cwd === folder && Date.parse(one.startedAt) >= run.startedAtMs - 2_000)
}
