/** The review of one task whose folder a test made: real stores and a real git; its agent and its prompts are made up. */
import type { FleetReport } from '../../src/core/process/report.ts'
import { ok } from '../../src/core/result.ts'
import type { SessionList } from '../../src/core/session/session.ts'
import type { Task } from '../../src/core/tasks/task.ts'
import type { TaskRecord } from '../../src/core/tasks/task-record.ts'
import type { TaskBooks, TasksBeside } from '../../src/services/local/tasks/parts.ts'
import type { LocalReview } from '../../src/services/local/tasks/review.ts'
import { createTasks, type LocalTasks } from '../../src/services/local/tasks/tasks.ts'
import type { SentPrompt } from '../../src/services/prompts.ts'
import { realTasks } from './real-tasks.ts'

export interface RealReview {
  readonly review: LocalReview
  /** The task itself, and what becomes of its work, of the same folder. */
  readonly local: Pick<LocalTasks, 'tasks' | 'work'>
  readonly task: Task
  readonly books: TaskBooks
  readonly recorded: readonly string[]
  /** False: nobody can be sent anything. */
  isRunning: boolean
  close(): Promise<void>
}

interface ReviewWorld {
  readonly dir: string
  readonly base: string
  readonly branch?: string | undefined
  readonly name?: string | undefined
  readonly prompts?: TasksBeside['prompts'] | undefined
  readonly clock?: (() => number) | undefined
}

const sendsAll: TasksBeside['prompts'] = { send: async () => ok({ prompt: { id: 'q1' } } as SentPrompt) }

export async function realReview({
  dir,
  base,
  branch = 'main',
  name = 'cart',
  prompts = sendsAll,
  clock = () => 1_000,
}: ReviewWorld): Promise<RealReview> {
  const real = realTasks()
  const kept = await real.parts.openBooks()
  if (!kept.ok) throw new Error(kept.error)
  const books = kept.value
  const record: TaskRecord = {
    ...{
      id: 't1',
      name,
      slug: name,
      project: 'shop',
      projectDir: dir,
      state: 'in_review',
      sinceMs: 1,
      backend: 'claude',
    },
    ...{
      isInWorktree: true,
      folder: dir,
      isPinned: false,
      isArchived: false,
      createdAtMs: 1,
      generation: 1,
      remarks: [],
    },
    run: { generation: 1, startedAtMs: 1, pid: 7, start: 's' },
  }
  await books.tasks.put(record)
  await books.worktrees.put({
    ...{ id: 't1', projectDir: dir, commonDir: `${dir}/.git`, path: dir, branch, state: 'ready', madeAtMs: 1 },
    base: { name: 'main', commit: base },
  })
  const recorded: string[] = []
  const local = createTasks(real.parts, {
    looks: {
      read: async () => ({ processes: made.isRunning ? [{ pid: 7, start: 's' }] : [] }) as unknown as FleetReport,
      lookSoon: () => {},
    },
    log: { record: async ({ action, outcome }) => void recorded.push(`${action} ${outcome}`) },
    bus: { append() {} },
    ...{ prompts, clock },
    whyNoStart: async () => undefined,
    costOf: () => undefined,
    sessions: { find: async () => undefined, list: async () => ({ sessions: [] }) as unknown as SessionList },
    reportError: (_, cause) => {
      throw cause
    },
  })
  const made: RealReview = {
    ...{ review: local.review, local, books, recorded, isRunning: true },
    task: {
      ...{ id: 't1', name, project: 'shop', state: 'in_review', since: new Date(1).toISOString(), backend: 'claude' },
      ...{ folder: dir, isPinned: false, isArchived: false, createdAt: new Date(1).toISOString(), remarks: [] },
    },
    async close() {
      await local.close()
      await books.close()
    },
  }
  return made
}
