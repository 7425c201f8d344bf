/** Remarks on tasks' changes, and which files were seen, on disk in user.sqlite. */
import type { ReviewComment } from '../core/review/review.ts'
import type { ViewedMark } from '../core/review/viewed.ts'
import type { KeptStore } from '../storage/kept-store.ts'
import type { Database } from '../storage/sqlite.ts'

export interface KeptComment
  extends Pick<ReviewComment, 'id' | 'path' | 'side' | 'line' | 'endLine' | 'quote' | 'text' | 'promptId'> {
  /** The lines beside the quote. */
  readonly above?: string | undefined
  readonly below?: string | undefined
  readonly createdAtMs: number
  readonly sentAtMs?: number | undefined
}

export interface ReviewStore {
  /** Of a task, oldest first. */
  comments(taskId: string): Promise<readonly KeptComment[]>
  add(taskId: string, comment: Omit<KeptComment, 'id'>): Promise<KeptComment>
  /** Read and written in one step; undefined: there is none. */
  change(taskId: string, id: string, change: (comment: KeptComment) => KeptComment): Promise<KeptComment | undefined>
  /** False: there was none. */
  remove(taskId: string, id: string): Promise<boolean>
  /** Those of them that nobody sent before, in one step, so that nobody else sends them. */
  claim(taskId: string, ids: readonly string[], nowMs: number): Promise<readonly KeptComment[]>
  /** What became of that: the prompt that they went into; undefined: they did not go. */
  settle(taskId: string, ids: readonly string[], promptId: string | undefined): Promise<void>
  /** Files that were seen, by their names. */
  marks(taskId: string): Promise<ReadonlyMap<string, ViewedMark>>
  /** Undefined takes it away. */
  mark(taskId: string, path: string, mark: ViewedMark | undefined, nowMs: number): Promise<void>
}

interface Row {
  readonly number: number
  readonly sent_ms: number | null
  readonly record: string
}

type Kept = Omit<KeptComment, 'id' | 'sentAtMs'>

const numberOf = (id: string): number => (/^c[1-9]\d{0,14}$/.test(id) ? Number(id.slice(1)) : 0)
const commentOf = ({ number, sent_ms, record }: Row): KeptComment => ({
  ...(JSON.parse(record) as Kept),
  id: `c${number}`,
  sentAtMs: sent_ms ?? undefined,
})

export function createReviewStore(kept: KeptStore, machine: string): ReviewStore {
  const read = (database: Database, taskId: string, id: string): KeptComment | undefined => {
    const row = database
      .prepare('SELECT number, sent_ms, record FROM review_comment WHERE task_id = ? AND number = ?')
      .get(taskId, numberOf(id)) as Row | undefined
    return row && commentOf(row)
  }
  const write = (database: Database, taskId: string, { id, sentAtMs = null, ...record }: Nullable): void => {
    database
      .prepare('UPDATE review_comment SET sent_ms = ?, record = ? WHERE task_id = ? AND number = ?')
      .run(sentAtMs, JSON.stringify(record satisfies Kept), taskId, numberOf(id))
  }
  return {
    comments: (taskId) =>
      kept.read((database) =>
        (
          database
            .prepare('SELECT number, sent_ms, record FROM review_comment WHERE task_id = ? ORDER BY number')
            .all(taskId) as Row[]
        ).map(commentOf),
      ),
    add: (taskId, { sentAtMs = null, ...record }: Omit<Nullable, 'id'>) =>
      kept.write((database) => {
        const { lastInsertRowid } = database
          .prepare('INSERT INTO review_comment (machine, task_id, sent_ms, record) VALUES (?, ?, ?, ?)')
          .run(machine, taskId, sentAtMs, JSON.stringify(record satisfies Kept))
        return { ...record, id: `c${lastInsertRowid}`, sentAtMs: sentAtMs ?? undefined }
      }),
    change: (taskId, id, change) =>
      kept.write((database) => {
        const before = read(database, taskId, id)
        const after = before && change(before)
        if (after !== undefined && after !== before) write(database, taskId, after)
        return after
      }),
    remove: (taskId, id) =>
      kept.write(
        (database) =>
          database.prepare('DELETE FROM review_comment WHERE task_id = ? AND number = ?').run(taskId, numberOf(id))
            .changes > 0,
      ),
    claim: (taskId, ids, nowMs) =>
      kept.write((database) =>
        ids.flatMap((id) => {
          const comment = read(database, taskId, id)
          if (comment === undefined || comment.sentAtMs !== undefined) return []
          write(database, taskId, { ...comment, sentAtMs: nowMs })
          return [comment]
        }),
      ),
    settle: (taskId, ids, promptId) =>
      kept.write((database) => {
        for (const id of ids) {
          const comment = read(database, taskId, id)
          if (comment === undefined) continue
          write(
            database,
            taskId,
            promptId === undefined ? { ...comment, sentAtMs: undefined } : { ...comment, promptId },
          )
        }
      }),
    marks: (taskId) =>
      kept.read((database) => {
        const rows = database.prepare('SELECT path, version, blob FROM viewed_file WHERE task_id = ?').all(taskId)
        return new Map(
          (rows as { readonly path: string; readonly version: string; readonly blob: string | null }[]).map(
            ({ path, version, blob }) => [path, { version, blob: blob ?? undefined }],
          ),
        )
      }),
    mark: (taskId, path, mark, nowMs) =>
      kept.write((database) => {
        if (mark === undefined) {
          database.prepare('DELETE FROM viewed_file WHERE task_id = ? AND path = ?').run(taskId, path)
          return
        }
        database
          .prepare(
            `INSERT INTO viewed_file (task_id, path, machine, viewed_ms, version, blob) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT (task_id, path) DO UPDATE SET viewed_ms = excluded.viewed_ms, version = excluded.version, blob = excluded.blob`,
          )
          .run(taskId, path, machine, nowMs, mark.version, mark.blob ?? null)
      }),
  }
}

type Nullable = Omit<KeptComment, 'sentAtMs'> & { readonly sentAtMs?: number | null | undefined }

/** With the task. */
export function forgetReview(database: Database, taskId: string): void {
  database.prepare('DELETE FROM review_comment WHERE task_id = ?').run(taskId)
  database.prepare('DELETE FROM viewed_file WHERE task_id = ?').run(taskId)
}
