/** Brings back a worktree that was removed: the branch where it stood, the folder as it was, what was staged. */
import { cp, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '../core/result.ts'
import type { WorktreeRecord } from '../core/worktrees/worktree.ts'
import { addWorktree } from './add-worktree.ts'
import type { CreateTools } from './create.ts'
import { branchesOf, commitOf, repositoryAt, worktreesOf } from './repository.ts'
import { whileAlone } from './repository-lock.ts'

export interface RestoreFault {
  readonly kind: 'no-copy' | 'no-repository' | 'folder-taken' | 'branch-moved' | 'not-restored'
  readonly message: string
}

/** With its times: git looks into a file again that is no older than the index, and takes any other for what the index says (racy-git(5)). */
export const asItWas = { recursive: true, force: true, preserveTimestamps: true } as const

/** What git keeps of a worktree beside where it is: staged files, reflog, modules of submodules. Not what names its place. */
const ofItsPlace = new Set(['gitdir', 'commondir', 'locked', 'HEAD'])

export function restoreWorktree(
  record: WorktreeRecord,
  tools: Pick<CreateTools, 'book' | 'places'>,
): Promise<Result<WorktreeRecord, RestoreFault>> {
  return whileAlone(record.commonDir, () => restoreAlone(record, tools))
}

async function restoreAlone(
  record: WorktreeRecord,
  { book }: Pick<CreateTools, 'book' | 'places'>,
): Promise<Result<WorktreeRecord, RestoreFault>> {
  const { path, branch, removed, id } = record
  const fail = (kind: RestoreFault['kind'], message: string) => err({ kind, message })
  const trashDir = removed?.trashDir
  const tree = trashDir && join(trashDir, 'tree')
  if (removed === undefined || trashDir === undefined || tree === undefined || (await names(tree)) === undefined) {
    return fail('no-copy', `There is no copy of ${path} any more.`)
  }
  const repository = await repositoryAt(record.projectDir)
  if (!repository.ok) return fail('no-repository', repository.error.message)
  const { git } = repository.value
  const listed = await worktreesOf(git)
  if (listed === undefined)
    return fail('not-restored', 'git does not tell which worktrees there are. Try git worktree list.')
  if ((await realpath(path).catch(() => undefined)) !== undefined || listed.some((one) => one.path === path)) {
    return fail('folder-taken', `${path} is in use again. Move that away first.`)
  }
  const at = branch && (await commitOf(git, `refs/heads/${branch}`))
  if (branch !== undefined && at !== undefined && at !== removed.tip) {
    return fail(
      'branch-moved',
      `${branch} stands elsewhere by now (${at.slice(0, 7)}, it stood at ${removed.tip.slice(0, 7)}). Rename that branch first.`,
    )
  }
  const holder = branch && listed.find((one) => one.branch === branch)
  if (holder) return fail('branch-moved', `${branch} is checked out in ${holder.path}. Leave it there first.`)
  const isBranchThere = branch !== undefined && (await branchesOf(git))?.includes(branch)
  const commit = isBranchThere ? undefined : removed.tip
  const added = await addWorktree(git, { id, path, branch, commit, withFiles: false })
  if (!added.ok) return fail('not-restored', `git could not make ${path} again: ${added.error.message}`)
  const { value: restored } = await adminDirOf(path)
  // As one folder: a file that is moved by itself has another ctime, and git would look into it that took it for looked at before.
  await rename(join(path, '.git'), join(tree, '.git'))
  await rmdir(path)
  await rename(tree, path)
  for (const name of (await names(join(trashDir, 'admin'))) ?? []) {
    if (!ofItsPlace.has(name)) await cp(join(trashDir, 'admin', name), join(restored, name), asItWas)
  }
  const back: WorktreeRecord = { ...record, state: 'ready', removed: undefined, problem: undefined }
  await book.put(back)
  await rm(trashDir, { recursive: true, force: true })
  return ok(back)
}

async function adminDirOf(path: string): Promise<{ readonly value: string }> {
  const repository = await repositoryAt(path)
  const told = repository.ok ? await repository.value.git(['rev-parse', '--absolute-git-dir']) : undefined
  if (told?.ok !== true) throw new Error(`git does not know ${path}, which it just made`)
  return { value: told.value.trim() }
}

const names = (dir: string): Promise<readonly string[] | undefined> => readdir(dir).catch(() => undefined)
