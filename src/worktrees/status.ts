/** What changed in a folder, file by file, and how its commits stand to those that it began at. */
import type { TaskBase, TaskCommit, TaskFileChange, TaskGitStatus } from '../core/tasks/task-view.ts'
import { type StatusRow, statusRows } from '../core/worktrees/status-rows.ts'
import { partsOf, type SafeGit, safeGit } from '../storage/git.ts'
import { plainDiff } from './changes.ts'
import { commitOf } from './repository.ts'

const mostFiles = 2_000

/** Without a base what is not committed. Undefined: git does not tell. */
export async function gitStatusIn(
  dir: string,
  base?: { readonly name: string; readonly commit: string },
): Promise<TaskGitStatus | undefined> {
  const git = safeGit(dir)
  const from = base?.commit ?? 'HEAD'
  const diff = ['diff', '-z', '--no-renames', ...plainDiff, from]
  const [names, lines, status, branch] = await Promise.all([
    git([...diff.slice(0, 1), '--name-status', ...diff.slice(1)]),
    git([...diff.slice(0, 1), '--numstat', ...diff.slice(1)]),
    git(['status', '--porcelain=v2', '-z', '--untracked-files=all', '--no-renames', '--no-ahead-behind']),
    git(['symbolic-ref', '--quiet', '--short', 'HEAD']),
  ])
  const rows = status.ok ? statusRows(status.value) : undefined
  if (!names.ok || !lines.ok || rows === undefined) return undefined
  const files = filesOf(partsOf(names.value), partsOf(lines.value), rows)
  return {
    branch: branch.ok ? branch.value.trim() || undefined : undefined,
    files: files.slice(0, mostFiles),
    moreFiles: Math.max(0, files.length - mostFiles),
    base: base && (await standing(git, base)),
  }
}

function filesOf(
  names: readonly string[],
  lines: readonly string[],
  rows: readonly StatusRow[],
): readonly TaskFileChange[] {
  const open = new Map(rows.map((row) => [row.path, row]))
  const counts = new Map(lines.map((line) => [line.split('\t').slice(2).join('\t'), line.split('\t')]))
  const files: TaskFileChange[] = []
  for (let at = 0; at + 1 < names.length; at += 2) {
    const [letter = '', path = ''] = names.slice(at, at + 2)
    const [added, removed] = counts.get(path) ?? []
    const isConflicted = letter === 'U' || open.get(path)?.state === 'conflicted'
    // One in conflict is named twice.
    if (isConflicted && files.at(-1)?.path === path) files.pop()
    files.push({
      path,
      kind: isConflicted ? 'conflicted' : letter === 'A' ? 'added' : letter === 'D' ? 'deleted' : 'modified',
      addedLines: countOf(added),
      removedLines: countOf(removed),
      isCommitted: !open.has(path),
    })
  }
  for (const { path, state } of rows) {
    if (state === 'untracked') files.push({ path, kind: 'added', isCommitted: false })
  }
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** Git writes `-` of what is no text. */
const countOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined

async function standing(git: SafeGit, base: { readonly name: string; readonly commit: string }): Promise<TaskBase> {
  const number = async (...args: string[]) => {
    const said = await git(['rev-list', '--count', ...args])
    return said.ok ? Number(said.value.trim()) : undefined
  }
  const [ahead, log, remotes, tip] = await Promise.all([
    number(`${base.commit}..HEAD`),
    git(['log', '-z', '--max-count=20', '--format=%h%n%cI%n%s', '--abbrev=9', `${base.commit}..HEAD`]),
    git(['remote']),
    commitOf(git, base.name),
  ])
  const hasRemote = remotes.ok && remotes.value.trim() !== ''
  const [notPushed, behind] = await Promise.all([
    hasRemote ? number(`${base.commit}..HEAD`, '--not', '--remotes') : undefined,
    tip === undefined ? undefined : number(`HEAD..${tip}`),
  ])
  const mergesCleanly = tip === undefined || behind === undefined || behind === 0 ? undefined : await merges(git, tip)
  const commits = log.ok ? partsOf(log.value).flatMap(commitOfText) : []
  return { name: base.name, ahead: ahead ?? 0, commits, notPushed, behind, mergesCleanly }
}

function commitOfText(text: string): readonly TaskCommit[] {
  const [id = '', at = '', ...title] = text.trim().split('\n')
  const atMs = Date.parse(at)
  return Number.isNaN(atMs) ? [] : [{ id, title: title.join(' '), at: new Date(atMs).toISOString() }]
}

/** Tried without touching a file. Undefined: git can't. */
async function merges(git: SafeGit, tip: string): Promise<boolean | undefined> {
  const tried = await git(['merge-tree', '--write-tree', '--name-only', '--no-messages', 'HEAD', tip])
  if (tried.ok) return true
  // 1: there are conflicts. Everything else is git's own trouble.
  return tried.error.code === 1 ? false : undefined
}
