/**
 * What of a worktree git has in no commit: by its status, and beside it by the marks that make status look away (`assume-unchanged`,
 * `skip-worktree`: git-update-index(1)).
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { type StatusRow, statusRows } from '../core/worktrees/status-rows.ts'
import { partsOf, type SafeGit } from '../storage/git.ts'

export interface UnsavedFiles {
  readonly rows: readonly StatusRow[]
  /** Marked so that git does not look at them, and there: they may be changed. */
  readonly hidden: readonly string[]
}

/** Undefined: git did not tell all of it. */
export async function unsavedFiles(git: SafeGit): Promise<UnsavedFiles | undefined> {
  const told = await git(
    [
      ...['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignored=matching', '--ignore-submodules=none'],
      ...['--no-renames', '--no-ahead-behind'],
    ],
    { patienceMs: 120_000 },
  )
  const rows = told.ok ? statusRows(told.value) : undefined
  const marks = await git(['ls-files', '-v', '-z'])
  if (rows === undefined || !marks.ok) return undefined
  const marked = partsOf(marks.value)
    .filter((line) => /^[a-zS] /.test(line))
    .map((line) => line.slice(2))
  const there = await Promise.all(marked.map(async (path) => ((await isThere(join(git.dir, path))) ? [path] : [])))
  return { rows, hidden: there.flat() }
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )
