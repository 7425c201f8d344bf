/** What changed in a worktree since it began, in figures, and as a patch for whoever goes on elsewhere. */
import type { TaskChanges } from '../core/tasks/task.ts'
import { statusRows } from '../core/worktrees/status-rows.ts'
import { partsOf, safeGit } from '../storage/git.ts'

export const plainDiff = ['--no-ext-diff', '--no-textconv', '--no-color']

/** Files that git does not know yet count as changed, their lines do not. Undefined: git does not tell. */
export async function changesIn(dir: string, baseCommit: string): Promise<TaskChanges | undefined> {
  const git = safeGit(dir)
  const [lines, status, count] = await Promise.all([
    git(['diff', '--numstat', '-z', '--no-renames', ...plainDiff, baseCommit]),
    git(['status', '--porcelain=v2', '-z', '--untracked-files=all', '--no-renames', '--no-ahead-behind']),
    git(['rev-list', '--count', `${baseCommit}..HEAD`]),
  ])
  const rows = status.ok ? statusRows(status.value) : undefined
  if (!lines.ok || rows === undefined || !count.ok) return undefined
  const changed = partsOf(lines.value).map((row) => row.split('\t'))
  const sum = (at: number) => changed.reduce((total, row) => total + (Number(row[at]) || 0), 0)
  const untracked = rows.filter(({ state }) => state === 'untracked').length
  return {
    files: changed.length + untracked,
    addedLines: sum(0),
    removedLines: sum(1),
    commits: Number(count.value.trim()),
    uncommitted: rows.length,
  }
}

/** Commits and what is not committed, as one patch; undefined: git does not tell, or it is more. */
export async function patchOf(dir: string, baseCommit: string, mostBytes: number): Promise<string | undefined> {
  const told = await safeGit(dir)(['diff', ...plainDiff, baseCommit])
  return told.ok && Buffer.byteLength(told.value) <= mostBytes ? told.value : undefined
}
