/** Tasks with real repositories and worktrees, and no agent: what is done with their work needs none. */
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import type { TaskRecord } from '../../src/core/tasks/task-record.ts'
import type { TaskParts, TasksBeside } from '../../src/services/local/tasks/parts.ts'
import { createTaskDesk, type TaskDesk } from '../../src/services/local/tasks/task-desk.ts'
import { createTaskWork, type LocalTaskWork } from '../../src/services/local/tasks/task-work.ts'
import { createWorkshop, type Workshop } from '../../src/services/local/tasks/workshop.ts'
import { createWorktree } from '../../src/worktrees/create.ts'
import { realTasks } from '../services/real-tasks.ts'
import { git, newRepository, write } from '../worktrees/repositories.ts'

export const me = { kind: 'own-user', name: 'cli' } as const

export interface TaskWorld {
  readonly desk: TaskDesk
  readonly workshop: Workshop
  readonly work: LocalTaskWork
  readonly home: string
  /** A repository of its own that is a project, on main. */
  project(fields?: { readonly test?: string; readonly setup?: string }, dir?: string): Promise<OwnProject>
  readonly audit: string[]
  readonly merged: string[]
}

export interface OwnProject {
  readonly name: string
  readonly dir: string
  /** With a worktree on a branch of its own, ready to be worked in. */
  task(more?: Partial<TaskRecord>): Promise<OwnTask>
}

export interface OwnTask {
  readonly id: string
  readonly folder: string
  now(): Promise<TaskRecord>
}

export function taskWorld(more: Partial<TaskParts> = {}, beside: Partial<TasksBeside> = {}): TaskWorld {
  const real = realTasks()
  const parts = { ...real.parts, ...more }
  const [audit, merged]: [string[], string[]] = [[], []]
  const all: TasksBeside = {
    looks: { read: async () => ({ processes: [] }) as never, lookSoon: () => {} },
    log: { record: async ({ action, outcome, message }) => void audit.push(`${action} ${outcome}: ${message}`) },
    bus: {
      append(event) {
        if (event.type === 'task.merged') merged.push(`${event.data.name} ${event.data.branch} ${event.data.how}`)
      },
    },
    whyNoStart: async () => undefined,
    costOf: () => undefined,
    sessions: { list: async () => ({ sessions: [] }) as never },
    clock: Date.now,
    reportError: (message, cause) => audit.push(`${message}: ${String(cause)}`),
    ...beside,
  } as TasksBeside
  const desk = createTaskDesk(parts, all)
  const books = async () => {
    const kept = await desk.books()
    if (!kept.ok) throw new Error(kept.error.message)
    return kept.value
  }
  const workshop = createWorkshop(parts, async () => ({ ok: true, value: await books() }), all)
  const work = createTaskWork(desk, workshop)
  let last = 0
  return {
    ...{ desk, workshop, work, home: real.home, audit, merged },
    async project(fields = {}, dir) {
      last += 1
      const name = `shop${last}`
      const path = dir ?? newRepository(join(real.home, name))
      git(path, 'config', 'user.name', 'Ada Kern')
      git(path, 'config', 'user.email', 'ada@localhost')
      const added = await workshop.add({ name, path, ...fields }, me)
      if (!added.ok) throw new Error(added.error.message)
      return {
        ...{ name, dir: path },
        async task(own = {}) {
          last += 1
          const id = `twork${last}`
          const kept = await books()
          const made = await createWorktree(
            { id, projectDir: path, folder: `${name}/${id}`, branch: `tce/${id}`, base: own.base },
            { book: kept.worktrees, places: desk.places(), minFreeBytes: 0 },
          )
          if (!made.ok) throw new Error(made.error.message)
          const folder = made.value.record.path
          await kept.tasks.put({
            ...{ id, name: `task-${last}`, slug: id, project: name, projectDir: path, state: 'in_review', sinceMs: 1 },
            ...{ backend: 'claude', isInWorktree: true, folder, isPinned: false, isArchived: false, createdAtMs: 1 },
            ...{ generation: 0, remarks: [], prompt: 'Idempotent charges', ...own },
          })
          return {
            ...{ id, folder },
            async now() {
              const record = await (await books()).tasks.get(id)
              if (record === undefined) throw new Error(`no task ${id}`)
              return record
            },
          }
        },
      }
    },
  }
}

/** A program of the repository's that would leave a trace. */
export function program(dir: string, path: string, text: string): string {
  write(dir, path, `#!/bin/sh\n${text}\n`)
  chmodSync(join(dir, path), 0o755)
  return join(dir, path)
}

export function done<T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly error: { readonly message: string } },
): T {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}
