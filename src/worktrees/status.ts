/** What changed in a folder, file by file, and how its commits stand to those that it began at. Asked again and again while somebody looks. */
import { type RawChange, readRawChanges } from '../core/review/git-changes.ts'
import type { TaskBase, TaskCommit, TaskFileChange, TaskGitStatus } from '../core/tasks/task-view.ts'
import { type StatusRow, statusHead, statusRows } from '../core/worktrees/status-rows.ts'
import { partsOf, type SafeGit, safeGit } from '../storage/git.ts'
import { plainDiff } from './changes.ts'
import { withPassingObjects } from './passing-objects.ts'
import { commitOf } from './repository.ts'

const mostFiles = 2_000

/** Without a base what is not committed. Undefined: git does not tell. */
export async function gitStatusIn(
  dir: string,
  base?: { readonly name: string; readonly commit: string },
): Promise<TaskGitStatus | undefined> {
  const git = safeGit(dir)
  const from = base?.commit ?? 'HEAD'
  const [diff, status] = await Promise.all([
    git(['diff', '--raw', '--numstat', '-z', '--no-renames', ...plainDiff, from]),
    git(['status', '--porcelain=v2', '-z', '--branch', '--untracked-files=all', '--no-renames', '--no-ahead-behind']),
  ])
  const rows = status.ok ? statusRows(status.value) : undefined
  const changes = diff.ok ? readRawChanges(diff.value) : undefined
  if (!status.ok || rows === undefined || changes === undefined) return undefined
  const files = filesOf(changes, rows)
  const head = statusHead(status.value)
  return {
    branch: head.branch,
    files: files.slice(0, mostFiles),
    moreFiles: Math.max(0, files.length - mostFiles),
    base: base && (await standing(git, base, head.commit)),
  }
}

function filesOf(changes: readonly RawChange[], rows: readonly StatusRow[]): readonly TaskFileChange[] {
  const open = new Map(rows.map((row) => [row.path, row]))
  const files = changes.map(({ path, change, lines, isConflicted }): TaskFileChange => {
    const kind = change === 'added' || change === 'deleted' ? change : 'modified'
    return {
      path,
      kind: isConflicted || open.get(path)?.state === 'conflicted' ? 'conflicted' : kind,
      addedLines: lines?.added,
      removedLines: lines?.removed,
      isCommitted: !open.has(path),
    }
  })
  for (const { path, state } of rows) {
    if (state === 'untracked') files.push({ path, kind: 'added', isCommitted: false })
  }
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

async function standing(
  git: SafeGit,
  base: { readonly name: string; readonly commit: string },
  head: string | undefined,
): Promise<TaskBase> {
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
  const isAsked = head !== undefined && tip !== undefined && behind !== undefined && behind > 0
  const mergesCleanly = isAsked ? await merges(git, head, tip) : undefined
  const commits = log.ok ? partsOf(log.value).flatMap(commitOfText) : []
  return { name: base.name, ahead: ahead ?? 0, commits, notPushed, behind, mergesCleanly }
}

function commitOfText(text: string): readonly TaskCommit[] {
  const [id = '', at = '', ...title] = text.trim().split('\n')
  const atMs = Date.parse(at)
  return Number.isNaN(atMs) ? [] : [{ id, title: title.join(' '), at: new Date(atMs).toISOString() }]
}

/** By the ids of both, the latest last: as long as neither has moved nothing else comes of it. */
const tried = new Map<string, boolean>()
const mostTried = 500

/** Tried in memory. Undefined: git can't. */
async function merges(git: SafeGit, head: string, tip: string): Promise<boolean | undefined> {
  const key = `${head} ${tip}`
  const known = tried.get(key)
  if (known !== undefined) return known
  const objects = await git(['rev-parse', '--path-format=absolute', '--git-path', 'objects'])
  if (!objects.ok) return undefined
  const told = await withPassingObjects(git, objects.value.replace(/\n$/, ''), (trying) =>
    trying(['merge-tree', '--write-tree', '--name-only', '--no-messages', head, tip]),
  )
  // 1: there are conflicts. Everything else is git's own trouble, and may be over the next time.
  if (!told.ok && told.error.code !== 1) return undefined
  for (const oldest of tried.keys()) {
    if (tried.size < mostTried) break
    tried.delete(oldest)
  }
  tried.set(key, told.ok)
  return told.ok
}
