/** What a task changed, read file by file: which file, which row, what is remarked. Pure. */
import type { DiffRow, FileDiff, ReviewComment, ReviewedChanges } from '../../../core/review/review.ts'

export interface DiffModel {
  readonly taskId: string
  /** Absent: it is looked up. */
  readonly changes?: ReviewedChanges | undefined
  /** Of its files. */
  readonly at: number
  /** Keys go through the rows of the file, not through the files. */
  readonly isInRows: boolean
  /** Of `diffRows`. */
  readonly row: number
  readonly file?: FileDiff | undefined
  readonly isSplit: boolean
  readonly comments: readonly ReviewComment[]
  /** A remark on the row, as it is typed. */
  readonly typed?: string | undefined
  /** What was said last; or why there is nothing to see. */
  readonly said?: string | undefined
}

export const openDiff = (taskId: string, isSplit = false): DiffModel => ({
  ...{ taskId, at: 0, isInRows: false, row: 0, isSplit, comments: [] },
})

export type ShownRow = { readonly kind: 'hunk'; readonly text: string } | ({ readonly kind: 'row' } & RowPair)

/** Unified one of the two is absent, split both may be there. */
export interface RowPair {
  readonly before?: DiffRow | undefined
  readonly after?: DiffRow | undefined
}

export function diffRows({ file, isSplit }: Pick<DiffModel, 'file' | 'isSplit'>): readonly ShownRow[] {
  return (file?.hunks ?? []).flatMap((hunk): readonly ShownRow[] => [
    { kind: 'hunk', text: `@@ ${hunk.before.from} → ${hunk.after.from} @@ ${hunk.head}`.trimEnd() },
    ...(isSplit ? sideBySide(hunk.rows) : hunk.rows.map(unified)),
  ])
}

const unified = (row: DiffRow): ShownRow =>
  row.kind === 'del'
    ? { kind: 'row', before: row }
    : row.kind === 'add'
      ? { kind: 'row', after: row }
      : { kind: 'row', before: row, after: row }

/** What went stands beside what came in its place. */
function sideBySide(rows: readonly DiffRow[]): readonly ShownRow[] {
  const shown: ShownRow[] = []
  for (let at = 0; at < rows.length; ) {
    const row = rows[at]
    if (row === undefined) break
    if (row.kind === 'same') {
      shown.push({ kind: 'row', before: row, after: row })
      at += 1
      continue
    }
    const run = (kind: DiffRow['kind']) => {
      const from = at
      while (rows[at]?.kind === kind) at += 1
      return rows.slice(from, at)
    }
    const gone = run('del')
    const come = run('add')
    for (let index = 0; index < Math.max(gone.length, come.length); index += 1)
      shown.push({ kind: 'row', before: gone[index], after: come[index] })
  }
  return shown
}

/** Which line of which side a remark on a row is about. */
export function placeOf(
  row: ShownRow | undefined,
): { readonly side: 'before' | 'after'; readonly line: number } | undefined {
  if (row?.kind !== 'row') return undefined
  if (row.after?.after !== undefined) return { side: 'after', line: row.after.after }
  return row.before?.before === undefined ? undefined : { side: 'before', line: row.before.before }
}

/** The row of the next hunk, or the one before. */
export function hunkFrom(rows: readonly ShownRow[], row: number, by: 1 | -1): number {
  for (let at = row + by; at >= 0 && at < rows.length; at += by) if (rows[at]?.kind === 'hunk') return at
  return row
}
