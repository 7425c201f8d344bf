/** Tasks on disk, in user.sqlite. */
import type { TaskRecord } from '../core/tasks/task-record.ts'
import type { KeptStore } from '../storage/kept-store.ts'
import type { Database } from '../storage/sqlite.ts'
import { forgetReview } from './review-store.ts'

export interface TaskStore {
  /** Those that were not deleted, oldest first. */
  all(): Promise<readonly TaskRecord[]>
  /** Also one that was deleted and can be brought back. */
  get(id: string): Promise<TaskRecord | undefined>
  put(record: TaskRecord): Promise<void>
  /**
   * Read and written in one step; undefined: there is none. `soon`: it does not wait for the disk, and a power cut may take it back: for what is
   * found again by looking. What is written after it is never kept without it.
   */
  change(id: string, change: (record: TaskRecord) => TaskRecord, when?: 'soon'): Promise<TaskRecord | undefined>
  /** Those that were deleted, newest first. */
  removed(): Promise<readonly TaskRecord[]>
  /** With what was remarked on its changes. */
  forget(id: string): Promise<void>
}

interface Row {
  readonly record: string
}

const recordOf = ({ record }: Row): TaskRecord => JSON.parse(record) as TaskRecord

export function createTaskStore(kept: KeptStore, machine: string): TaskStore {
  const rows = (where: string) =>
    kept.read((database) =>
      (database.prepare(`SELECT record FROM task WHERE machine = ? AND ${where}`).all(machine) as Row[]).map(recordOf),
    )
  const read = (database: Database, id: string) => {
    const row = database.prepare('SELECT record FROM task WHERE id = ?').get(id) as Row | undefined
    return row && recordOf(row)
  }
  const write = (database: Database, record: TaskRecord) => {
    const { id, agent = '', state, createdAtMs, removedAtMs = null } = record
    database
      .prepare(
        `INSERT INTO task (id, machine, agent, state, created_ms, removed_ms, record) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET agent = excluded.agent, state = excluded.state, removed_ms = excluded.removed_ms,
           record = excluded.record`,
      )
      .run(id, machine, agent, state, createdAtMs, removedAtMs, JSON.stringify(record))
  }
  return {
    all: () => rows('removed_ms IS NULL ORDER BY created_ms'),
    removed: () => rows('removed_ms IS NOT NULL ORDER BY removed_ms DESC'),
    get: (id) => kept.read((database) => read(database, id)),
    put: (record) => kept.write((database) => write(database, record)),
    change: (id, change, when) =>
      (when === 'soon' ? kept.tidy : kept.write)((database) => {
        const before = read(database, id)
        const after = before && change(before)
        if (after !== undefined && after !== before) write(database, after)
        return after
      }),
    forget: (id) =>
      kept.write((database) => {
        database.prepare('DELETE FROM task WHERE id = ?').run(id)
        forgetReview(database, id)
      }),
  }
}
