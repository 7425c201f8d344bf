/**
 * What a merge does outside of memory, which is little: a branch that is checked out moves forward in its clean folder, and back if its
 * tests fail; one that is checked out nowhere moves by its ref, after tests in a folder made for that.
 */
import { mkdir, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { lockReason, type WorktreePlaces } from '../core/worktrees/worktree.ts'
import { safeGit, trustingGit } from '../storage/git.ts'
import { addWorktree } from './add-worktree.ts'
import { operationIn } from './look.ts'
import { openFiles } from './open-files.ts'
import { worktreesOf } from './repository.ts'

/** Why its folder can't take a merge, in words without a full stop; undefined: it can. */
export async function whyNotClean(path: string): Promise<string | undefined> {
  const git = safeGit(path)
  const [open, operation] = await Promise.all([openFiles(git), operationIn(git)])
  if (open === undefined || operation === undefined) return `git does not tell whether ${path} is clean`
  if (operation !== 'none') return `a ${operation} is under way in ${path}: finish it or break it off`
  const count = open.files.length
  const names = open.files.slice(0, 3).map((file) => file.path)
  if (count > 0)
    return `${path} is not clean: ${count === 1 ? '1 file is' : `${count} files are`} in no commit (${names.join(', ')}${count > names.length ? ', …' : ''})`
  return open.insideSubmodules.length > 0
    ? `${path} is not clean: ${open.insideSubmodules.join(', ')}, a submodule, has changes`
    : undefined
}

/** It stands at `before` on that branch, and is to stand at `result`. @returns why it did not come about; undefined: it did */
export async function moveForward(
  path: string,
  { branch, before, result }: { readonly branch: string; readonly before: string; readonly result: string },
  isTrusted: boolean,
): Promise<string | undefined> {
  const git = safeGit(path)
  if (!(await standsAt(path, branch, before))) return `${branch} is not what it was any more`
  const run = isTrusted ? trustingGit(path, { hooks: false }) : git
  const moved = await run(['-c', 'merge.autoStash=false', 'merge', '--quiet', '--ff-only', '--no-stat', result], {
    patienceMs: 300_000,
  })
  // By what is there, not by what was said.
  if (await standsAt(path, branch, result)) return undefined
  return moved.ok ? `${branch} did not move` : moved.error.message
}

/** @returns why it could not be taken back; undefined: it stands where it stood, and its folder is as it was */
export async function moveBack(
  path: string,
  { branch, before, result }: { readonly branch: string; readonly before: string; readonly result: string },
  isTrusted: boolean,
): Promise<string | undefined> {
  if (await standsAt(path, branch, before)) return undefined
  if (!(await standsAt(path, branch, result))) return `${branch} has moved on since`
  const run = isTrusted ? trustingGit(path, { hooks: false }) : safeGit(path)
  const moved = await run(['reset', '--quiet', '--keep', before], { patienceMs: 300_000 })
  if (await standsAt(path, branch, before)) return undefined
  return moved.ok ? `${branch} did not move` : moved.error.message
}

export async function standsAt(path: string, branch: string, commit: string): Promise<boolean> {
  const git = safeGit(path)
  const [head, name] = await Promise.all([git(['rev-parse', 'HEAD']), git(['symbolic-ref', '-q', '--short', 'HEAD'])])
  return head.ok && name.ok && head.value.trim() === commit && name.value.trim() === branch
}

/** Where the branch is checked out nowhere. It moves only from `before`. */
export async function moveRef(
  dir: string,
  { branch, before, result }: { readonly branch: string; readonly before: string; readonly result: string },
): Promise<string | undefined> {
  const git = safeGit(dir)
  const holder = (await worktreesOf(git))?.find((one) => one.branch === branch)
  if (holder !== undefined) return `${branch} is checked out in ${holder.path} by now`
  const moved = await git(['update-ref', '-m', 'tce: merge', `refs/heads/${branch}`, result, before])
  return moved.ok ? undefined : moved.error.message
}

const idOf = (taskId: string) => `${taskId}-merge`

/** A folder with that commit, below our root and under our lock. @returns its path, or why there is none */
export async function makeTrialFolder(
  dir: string,
  taskId: string,
  commit: string,
  { root }: WorktreePlaces,
): Promise<{ readonly path: string } | { readonly why: string }> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  const path = join(await realpath(root), '.merges', taskId)
  const added = await addWorktree(safeGit(dir), { id: idOf(taskId), path, commit })
  return added.ok ? { path } : { why: added.error.message }
}

/** Only one that git lists there with our lock. */
export async function removeTrialFolder(dir: string, taskId: string, { root }: WorktreePlaces): Promise<void> {
  const git = safeGit(dir)
  const top = await realpath(root).catch(() => root)
  const path = join(top, '.merges', taskId)
  const entry = (await worktreesOf(git))?.find((one) => one.path === path)
  if (entry?.lock === lockReason(idOf(taskId)) && entry.path.startsWith(top + sep))
    await git(['worktree', 'remove', '--force', '--force', path], { patienceMs: 300_000 })
}
