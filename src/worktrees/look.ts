/** Looks up, at the moment it is asked, what of a worktree exists nowhere else, and what is in the way of its going. */
import { existsSync } from 'node:fs'
import { lstat, opendir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { type FileSum, sumOf, type WorktreeFacts } from '../core/worktrees/facts.ts'
import type { CopiedFile, WorktreeRecord } from '../core/worktrees/worktree.ts'
import { canBeRebuilt } from '../core/worktrees/worth.ts'
import { linesOf, partsOf, type SafeGit, safeGit } from '../storage/git.ts'
import { localBranchOf } from './merge-target.ts'
import { withPassingObjects } from './passing-objects.ts'
import { commitOf, worktreesOf } from './repository.ts'
import { submodulesOf } from './submodules.ts'
import { type UnsavedFiles, unsavedFiles } from './unsaved-files.ts'

/** Programs whose working folder lies in one. Undefined: it can't be told here. */
export type ProcessesIn = (dir: string) => Promise<WorktreeFacts['processes']>

/** @param merged the commit up to which a forge has merged its branch, in whatever form: it is in its base there */
export async function lookAtWorktree(
  record: WorktreeRecord,
  processesIn: ProcessesIn,
  merged?: string,
): Promise<WorktreeFacts> {
  const git = safeGit(record.path)
  const [unsaved, operation, commits, isInBase, repositories, submodules, processes] = await Promise.all([
    unsavedFiles(git),
    operationIn(git),
    commitsOf(git, record, merged),
    withPassingObjects(git, join(record.commonDir, 'objects'), (trying) => isBranchInBase(trying, record, merged)),
    repositoriesIn(git, record),
    submodulesWithOwn(git),
    processesIn(record.path),
  ])
  return {
    ...(unsaved === undefined ? {} : await factsOfFiles(git, record, unsaved)),
    ...{ operation, commits, isInBase, repositories, submodules, processes },
  }
}

async function factsOfFiles(
  git: SafeGit,
  { copied = [], path: root }: WorktreeRecord,
  { rows, hidden }: UnsavedFiles,
): Promise<Pick<WorktreeFacts, 'uncommitted' | 'ignored' | 'rebuilt'>> {
  const changed = await hiddenThatChanged(git, hidden)
  const paths = [...rows.filter(({ state }) => state !== 'ignored').map(({ path }) => path), ...changed]
  const ignored = rows.filter(({ state }) => state === 'ignored').map(({ path }) => path)
  const worthless = ignored.filter(canBeRebuilt)
  const kept = await Promise.all(ignored.filter((path) => !canBeRebuilt(path)).map((path) => filesAt(root, path)))
  const came = new Map(copied.map((file) => [file.path, file]))
  const own = kept.flat().filter((file) => !isAsItCame(file, came.get(file.path)))
  return {
    uncommitted: { ...sumOf(paths), ...(await linesChanged(git)) },
    ignored: {
      ...sumOf(own.map(({ path }) => path)),
      sizeBytes: own.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    },
    rebuilt: sumOf(worthless),
  }
}

const isAsItCame = (file: CopiedFile, came: CopiedFile | undefined): boolean =>
  came !== undefined && came.sizeBytes === file.sizeBytes && Math.abs(came.mtimeMs - file.mtimeMs) < 2

async function hiddenThatChanged(git: SafeGit, hidden: readonly string[]): Promise<readonly string[]> {
  if (hidden.length === 0) return []
  const each = await Promise.all(
    hidden.map(async (path) => {
      const [listed, now] = await Promise.all([
        git(['ls-files', '-s', '-z', '--', path]),
        git(['hash-object', '--', path]),
      ])
      const isSame = listed.ok && now.ok && listed.value.split(' ')[1] === now.value.trim()
      return isSame ? [] : [path]
    }),
  )
  return each.flat()
}

async function linesChanged(git: SafeGit): Promise<{ readonly addedLines: number; readonly removedLines: number }> {
  const told = await git(['diff', '--numstat', '-z', '--no-renames', '--no-ext-diff', '--no-textconv', 'HEAD'])
  const rows = told.ok ? partsOf(told.value).map((row) => row.split('\t')) : []
  const sum = (at: number) => rows.reduce((total, row) => total + (Number(row[at]) || 0), 0)
  return { addedLines: sum(0), removedLines: sum(1) }
}

/** All files at or below a path; the walk goes through no link. */
async function filesAt(root: string, path: string): Promise<readonly CopiedFile[]> {
  const at = await lstat(join(root, path)).catch(() => undefined)
  if (at === undefined) return []
  if (!at.isDirectory()) return [{ path, sizeBytes: at.size, mtimeMs: at.mtimeMs }]
  const found: CopiedFile[] = []
  for await (const entry of await opendir(join(root, path))) {
    const below = `${path}/${entry.name}`
    if (!canBeRebuilt(below)) found.push(...(await filesAt(root, below)))
  }
  return found
}

const operations: Record<string, string> = {
  'rebase-merge': 'rebase',
  'rebase-apply': 'rebase',
  MERGE_HEAD: 'merge',
  CHERRY_PICK_HEAD: 'cherry-pick',
  REVERT_HEAD: 'revert',
  BISECT_LOG: 'bisect',
}

/** "rebase", "merge"; "none". Undefined: git does not tell. */
export async function operationIn(git: SafeGit): Promise<string | undefined> {
  const told = await git(['rev-parse', '--absolute-git-dir'])
  if (!told.ok) return undefined
  const dir = told.value.trim()
  const found = Object.entries(operations).find(([name]) => existsSync(join(dir, name)))
  return found?.[1] ?? 'none'
}

const mostListed = 20

/** On HEAD, and on no remote, in no tag, in no other branch, and not in the base. */
async function commitsOf(
  git: SafeGit,
  { branch, base }: WorktreeRecord,
  merged: string | undefined,
): Promise<WorktreeFacts['commits']> {
  const own = branch === undefined ? [] : [`--exclude=${branch}`]
  // Of a commit that is not here nothing can be left out.
  const isKnown = merged !== undefined && (await commitOf(git, merged)) !== undefined
  const range = [
    'HEAD',
    '--not',
    base.commit,
    ...(isKnown ? [merged] : []),
    '--remotes',
    '--tags',
    ...own,
    '--branches',
  ]
  const count = await git(['rev-list', '--count', ...range])
  const listed = await git(['log', '-z', `--max-count=${mostListed}`, '--format=%h%x1f%s', ...range])
  if (!count.ok || !listed.ok) return undefined
  const newest = partsOf(listed.value).map((row) => {
    const [id = '', title = ''] = row.split('\u001f')
    return { id, title }
  })
  return { count: Number(count.value.trim()), newest }
}

/** In what it began at, or in the branch here that follows that. */
async function isBranchInBase(
  git: SafeGit,
  { base }: WorktreeRecord,
  merged: string | undefined,
): Promise<boolean | undefined> {
  if (merged !== undefined && (await git(['merge-base', '--is-ancestor', 'HEAD', merged])).ok) return true
  // Asked in its own folder, HEAD would be the branch itself.
  const name = /^(?:HEAD|@)(?:$|[~^@{])/.test(base.name) ? base.commit : base.name
  const told = await isBranchIn(git, name)
  if (told === true) return told
  const here = await localBranchOf(git, name)
  return here === undefined || here === name ? told : ((await isBranchIn(git, `refs/heads/${here}`)) ?? told)
}

/** By its content, as after "squash and merge": the whole of the branch as one change has its like in the base (git-cherry(1)). */
async function isBranchIn(git: SafeGit, name: string): Promise<boolean | undefined> {
  const tip = await git(['rev-parse', '--verify', '-q', '--end-of-options', `${name}^{commit}`])
  if (!tip.ok) return undefined
  const against = tip.value.trim()
  const head = await git(['rev-parse', 'HEAD', 'HEAD^{tree}'])
  const fork = await git(['merge-base', 'HEAD', against])
  if (!head.ok || !fork.ok) return undefined
  const [commit = '', tree = ''] = linesOf(head.value)
  const from = fork.value.trim()
  if (from === commit) return true
  const writer = { ...nobody, GIT_AUTHOR_DATE: '@0 +0000', GIT_COMMITTER_DATE: '@0 +0000' }
  const squashed = await git(['commit-tree', tree, '-p', from, '-m', 'squashed'], { env: writer })
  if (!squashed.ok) return undefined
  const cherry = await git(['cherry', against, squashed.value.trim()])
  if (!cherry.ok || cherry.value.startsWith('-')) return cherry.ok ? true : undefined
  // Or each of its commits has one, as after a rebase.
  const each = await git(['cherry', against, 'HEAD'])
  return each.ok ? linesOf(each.value).every((line) => line.startsWith('-')) : undefined
}

/** For commits that are made to look or to keep: git refuses without a name. */
export const nobody = {
  ...{ GIT_AUTHOR_NAME: 'TCE', GIT_AUTHOR_EMAIL: 'tce@localhost' },
  ...{ GIT_COMMITTER_NAME: 'TCE', GIT_COMMITTER_EMAIL: 'tce@localhost' },
}

const deepestWalk = 12

/** Other repositories, and worktrees, within it. Undefined: git does not tell which worktrees there are. */
async function repositoriesIn(git: SafeGit, { path: root }: WorktreeRecord): Promise<FileSum | undefined> {
  const listed = await worktreesOf(git)
  if (listed === undefined) return undefined
  const worktrees = listed
    .filter(({ path }) => path.startsWith(root + sep))
    .map(({ path }) => path.slice(root.length + 1))
  const submodules = new Set((await submodulesOf(git)).map(({ path }) => path))
  const found: string[] = []
  const walk = async (below: string, depth: number): Promise<void> => {
    for await (const entry of await opendir(join(root, below))) {
      if (!entry.isDirectory()) continue
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      // What a package manager fetched is no work of anybody's here.
      if (entry.name === '.git' || canBeRebuilt(path) || submodules.has(path) || depth > deepestWalk) continue
      if (existsSync(join(root, path, '.git'))) found.push(path)
      else await walk(path, depth + 1)
    }
  }
  try {
    await walk('', 0)
  } catch {
    return undefined
  }
  return sumOf([...new Set([...worktrees, ...found])])
}

/** Submodules whose files or commits are in the worktree alone. */
async function submodulesWithOwn(git: SafeGit): Promise<FileSum | undefined> {
  const own: string[] = []
  for (const { path } of await submodulesOf(git)) {
    if (!existsSync(join(git.dir, path, '.git'))) continue
    const inside = safeGit(join(git.dir, path))
    const [unsaved, commits, stashed] = await Promise.all([
      inside(['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignored=matching']),
      inside(['rev-list', '--count', 'HEAD', '--branches', '--not', '--remotes']),
      inside(['rev-parse', '-q', '--verify', 'refs/stash']),
    ])
    if (!unsaved.ok || !commits.ok) return undefined
    if (unsaved.value !== '' || commits.value.trim() !== '0' || stashed.ok) own.push(path)
  }
  return sumOf(own)
}
