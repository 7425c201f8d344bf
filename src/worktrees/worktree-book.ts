/** What is known of worktrees, on disk before each step that can't be taken back by forgetting it. */
import type { WorktreeRecord } from '../core/worktrees/worktree.ts'
import type { KeptStore } from '../storage/kept-store.ts'

export interface WorktreeBook {
  all(): Promise<readonly WorktreeRecord[]>
  get(id: string): Promise<WorktreeRecord | undefined>
  /** `soon`: it does not wait for the disk, and a power cut may take it back; what is written after it is never kept without it. */
  put(record: WorktreeRecord, when?: 'soon'): Promise<void>
  remove(id: string): Promise<void>
}

interface Row {
  readonly record: string
}

const recordOf = ({ record }: Row): WorktreeRecord => JSON.parse(record) as WorktreeRecord

/** Rows of user.sqlite. */
export function createWorktreeBook(kept: KeptStore, machine: string): WorktreeBook {
  return {
    all: () =>
      kept.read((database) =>
        (database.prepare('SELECT record FROM worktree WHERE machine = ? ORDER BY made_at').all(machine) as Row[]).map(
          recordOf,
        ),
      ),
    get: (id) =>
      kept.read((database) => {
        const row = database.prepare('SELECT record FROM worktree WHERE id = ?').get(id) as Row | undefined
        return row && recordOf(row)
      }),
    put: (record, when) =>
      (when === 'soon' ? kept.tidy : kept.write)((database) => {
        database
          .prepare(
            `INSERT INTO worktree (id, machine, made_at, state, record) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, record = excluded.record`,
          )
          .run(record.id, machine, record.madeAtMs, record.state, JSON.stringify(record))
      }),
    remove: (id) =>
      kept.write((database) => {
        database.prepare('DELETE FROM worktree WHERE id = ?').run(id)
      }),
  }
}
