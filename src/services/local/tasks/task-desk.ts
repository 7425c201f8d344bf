/** What all of the tasks' parts share: their books, one act at a time on each task, and telling that something changed. */
import { dirname, join } from 'node:path'
import { err, ok, type Result } from '../../../core/result.ts'
import { isRunning, type TaskRecord } from '../../../core/tasks/task-record.ts'
import type { WorktreePlaces, WorktreeRecord } from '../../../core/worktrees/worktree.ts'
import type { Terminals } from '../../../runner/terminals.ts'
import type { TaskProblem } from '../../tasks.ts'
import { openOnDemand } from '../open-on-demand.ts'
import type { TaskBooks, TaskParts, TasksBeside } from './parts.ts'

export interface TaskDesk {
  readonly parts: TaskParts
  readonly beside: TasksBeside
  books(): Promise<Result<TaskBooks, TaskProblem>>
  /** Opened with the first question to a supervisor. */
  terminals(): Promise<Terminals>
  places(): WorktreePlaces
  /** On disk when it resolves (`soon`: or a moment after, see TaskStore), and told. Undefined: there is none. */
  change(id: string, change: (record: TaskRecord) => TaskRecord, when?: 'soon'): Promise<TaskRecord | undefined>
  put(record: TaskRecord): Promise<void>
  /** Those that run, as far as this program wrote or read it. */
  readonly running: ReadonlyMap<string, TaskRecord>
  note(records: readonly TaskRecord[]): void
  /** Does something with a task that nobody else may do something with meanwhile; `signal` says that its user wants it to end. */
  alone<T>(id: string, act: (signal: AbortSignal) => Promise<Result<T, TaskProblem>>): Promise<Result<T, TaskProblem>>
  /** True: something was under way, and was told to end. */
  breakOff(id: string): boolean
  tell(): void
  close(): Promise<void>
}

export function createTaskDesk(parts: TaskParts, beside: TasksBeside): TaskDesk {
  const opened = openOnDemand(parts.openBooks)
  const running = new Map<string, TaskRecord>()
  const acts = new Map<string, AbortController>()
  let terminals: Promise<Terminals> | undefined
  const tell = () => beside.bus.append({ type: 'tasks.changed', data: {} })

  async function books(): Promise<Result<TaskBooks, TaskProblem>> {
    const result = await opened.open()
    return result.ok ? result : err({ kind: 'unwritable', message: result.error })
  }
  function note(records: readonly TaskRecord[]): void {
    for (const record of records) {
      if (isRunning(record) && record.removedAtMs === undefined) running.set(record.id, record)
      else running.delete(record.id)
    }
  }
  async function sure(): Promise<TaskBooks> {
    const kept = await books()
    if (!kept.ok) throw new Error(kept.error.message)
    return kept.value
  }

  return {
    ...{ parts, beside, books, running, note, tell },
    terminals() {
      terminals ??= parts.openTerminals()
      return terminals
    },
    places() {
      const { root } = parts.settings()
      return { root, trash: join(dirname(root), 'trash') }
    },
    async change(id, change, when) {
      let before: TaskRecord | undefined
      const noted = (record: TaskRecord) => {
        before = record
        return change(record)
      }
      const after = await (await sure()).tasks.change(id, noted, when)
      if (after === undefined || before === undefined) return undefined
      note([after])
      if (after !== before) tell()
      if (after.state !== before.state)
        beside.bus.append({
          type: 'task.moved',
          data: {
            ...{ taskId: id, name: after.name, project: after.project, state: after.state, was: before.state },
            ...(after.reason === undefined ? {} : { reason: after.reason }),
          },
        })
      return after
    },
    async put(record) {
      await (await sure()).tasks.put(record)
      note([record])
      tell()
    },
    async alone(id, act) {
      if (acts.has(id)) {
        return err({
          kind: 'not-now',
          message: 'Something else is being done with this task just now. Try again when that is over.',
        })
      }
      const controller = new AbortController()
      acts.set(id, controller)
      try {
        return await act(controller.signal)
      } finally {
        acts.delete(id)
      }
    },
    breakOff(id) {
      const act = acts.get(id)
      act?.abort()
      return act !== undefined
    },
    async close() {
      // It goes on; who asked leaves.
      ;(await terminals)?.close()
      await opened.close()
    },
  }
}

export const noTask = (id: string): TaskProblem => ({
  kind: 'no-task',
  message: `There is no task ${id}.`,
  next: 'tce task ls',
})

/** One that was not deleted. */
export async function taskOf(desk: TaskDesk, id: string): Promise<Result<TaskRecord, TaskProblem>> {
  const kept = await desk.books()
  if (!kept.ok) return kept
  const record = await kept.value.tasks.get(id)
  return record === undefined || record.removedAtMs !== undefined ? err(noTask(id)) : ok(record)
}

export interface FoundTask {
  readonly record: TaskRecord
  /** Undefined: it has none. */
  readonly worktree: WorktreeRecord | undefined
  readonly books: TaskBooks
}

/** The same, with its worktree as the books have it. */
export async function taskWithWorktree(desk: TaskDesk, id: string): Promise<Result<FoundTask, TaskProblem>> {
  const found = await taskOf(desk, id)
  const kept = await desk.books()
  if (!found.ok) return found
  if (!kept.ok) return kept
  const record = found.value
  const worktree = record.isInWorktree ? await kept.value.worktrees.get(id) : undefined
  return ok({ record, worktree, books: kept.value })
}
