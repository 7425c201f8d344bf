/**
 * A new worktree, made in steps each of which can be taken back: it is written down before the first one, and whoever finds it half made
 * (the program ended in between) takes it back, from what is there and not from what was meant.
 */
import { mkdir, realpath, rename, rm, rmdir, statfs } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { err, ok, type Result } from '../core/result.ts'
import { branchInTheWay, faultOfBranch } from '../core/worktrees/branch-name.ts'
import {
  fetchRefOf,
  lockReason,
  placesOf,
  type WorktreePlaces,
  type WorktreeRecord,
} from '../core/worktrees/worktree.ts'
import { linesOf } from '../storage/git.ts'
import { addWorktree } from './add-worktree.ts'
import { type BaseFault, defaultBase, freshBase } from './base.ts'
import { copyIncluded } from './included-files.ts'
import { branchesOf, type Repository, type RepositoryFault, repositoryAt, worktreesOf } from './repository.ts'
import { whileAlone } from './repository-lock.ts'
import { bringSubmodules } from './submodules.ts'
import type { WorktreeBook } from './worktree-book.ts'

export interface WorktreeRequest {
  readonly id: string
  readonly projectDir: string
  /** Of its folder below the root: `<project>/<task>`. */
  readonly folder: string
  readonly branch: string
  /** The branch is there, and is to be gone on with. */
  readonly isBranchAdopted?: boolean | undefined
  /** Undefined: the remote's main branch, else what is checked out. */
  readonly base?: string | undefined
  /** Whether a base of a remote is fetched first; else what is known here is taken. */
  readonly isFetched?: boolean | undefined
  /** Ignored files that come along, beside those that `.worktreeinclude` names; in the form of a .gitignore. */
  readonly copy?: readonly string[] | undefined
}

export type CreateFault =
  | RepositoryFault
  | BaseFault
  | {
      readonly kind: 'branch-invalid' | 'branch-taken' | 'no-branch' | 'folder-taken' | 'disk-full' | 'not-made'
      readonly message: string
    }

export interface MadeWorktree {
  readonly record: WorktreeRecord
  /** What is not as it would be wished, in sentences: a base that could not be fetched, a file that did not come along. */
  readonly remarks: readonly string[]
}

export interface CreateTools {
  readonly book: WorktreeBook
  readonly places: WorktreePlaces
  readonly nowMs?: (() => number) | undefined
  readonly minFreeBytes?: number | undefined
  /** Told before each step; for tests, which end there. */
  readonly onStep?: ((step: CreateStep) => void) | undefined
}

export type CreateStep = 'written' | 'fetched' | 'added' | 'submodules' | 'included'

const minFreeBytes = 200_000_000

export async function createWorktree(
  request: WorktreeRequest,
  tools: CreateTools,
): Promise<Result<MadeWorktree, CreateFault>> {
  const opened = await repositoryAt(request.projectDir)
  if (!opened.ok) return opened
  return whileAlone(opened.value.commonDir, () => createAlone(request, opened.value, tools))
}

async function createAlone(
  request: WorktreeRequest,
  repository: Repository,
  tools: CreateTools,
): Promise<Result<MadeWorktree, CreateFault>> {
  const { book, places, nowMs = Date.now, onStep } = tools
  await mkdir(places.root, { recursive: true, mode: 0o700 })
  const root = await realpath(places.root)
  const path = join(root, request.folder)
  const [fault, usual] = await Promise.all([
    faultBefore(request, repository, path, tools.minFreeBytes ?? minFreeBytes),
    request.base === undefined ? defaultBase(repository) : undefined,
  ])
  if (fault !== undefined) return err(fault)
  const name = request.base ?? usual ?? 'HEAD'
  const draft = {
    ...{ id: request.id, projectDir: request.projectDir, commonDir: repository.commonDir, path },
    places: { root, trash: places.trash },
    ...{ branch: request.branch, isBranchAdopted: request.isBranchAdopted },
    ...{ base: { name, commit: '' }, state: 'creating', madeAtMs: nowMs() },
  } satisfies WorktreeRecord
  let isWritten = false
  const write = async (now: WorktreeRecord) => {
    await book.put(now)
    if (!isWritten) onStep?.('written')
    isWritten = true
  }
  const isFetched = request.isFetched ?? true
  const based = await freshBase(repository, { id: request.id, name, isFetched, beforeFetch: () => write(draft) })
  if (!based.ok) return isWritten ? giveUp(draft, tools, based.error) : based
  const record: WorktreeRecord = { ...draft, base: based.value }
  // Its branch may only be taken back while it stands there.
  await write(record)
  onStep?.('fetched')
  const added = await makeFolder(repository, record)
  onStep?.('added')
  if (added !== undefined) return giveUp(record, tools, { kind: 'not-made', message: added })
  const submodules = await bringSubmodules(path, repository.commonDir)
  onStep?.('submodules')
  const included = repository.isBare
    ? { copied: [], problems: [] }
    : await copyIncluded(request.projectDir, path, request.copy)
  onStep?.('included')
  const ready: WorktreeRecord = { ...record, state: 'ready', copied: included.copied }
  const { fetchProblem, fetchedAtMs } = based.value
  if (fetchedAtMs !== undefined) await repository.git(['update-ref', '-d', fetchRefOf(request.id)])
  // Whose it is writes down next where it is, and both are kept with that; without that it would be taken back in any case.
  await book.put(ready, 'soon')
  return ok({
    record: ready,
    remarks: [...(fetchProblem === undefined ? [] : [fetchProblem]), ...submodules, ...included.problems],
  })
}

async function faultBefore(
  { branch, isBranchAdopted = false, folder }: WorktreeRequest,
  { git, dir }: Repository,
  path: string,
  freeBytes: number,
): Promise<CreateFault | undefined> {
  const fault = faultOfBranch(branch)
  if (fault?.kind === 'invalid') {
    return { kind: 'branch-invalid', message: `"${branch}" can't be the name of a branch: ${fault.why}.` }
  }
  if (folder.split('/').some((part) => part === '' || part === '.' || part === '..') || /^[/\\]|[\\:]/.test(folder)) {
    throw new Error(`not a folder below the root: ${folder}`)
  }
  const [branches, listed] = await Promise.all([branchesOf(git), worktreesOf(git)])
  if (branches === undefined || listed === undefined) {
    return {
      kind: 'not-made',
      message: `git does not tell what branches and worktrees ${dir} has. Try git worktree list there.`,
    }
  }
  if (isBranchAdopted) {
    if (!branches.includes(branch)) return { kind: 'no-branch', message: `${dir} has no branch ${branch}.` }
    const holder = listed.find((one) => one.branch === branch)
    if (holder !== undefined) {
      return {
        kind: 'branch-taken',
        message: `${branch} is checked out in ${holder.path}. Leave it there first, or begin a new branch.`,
      }
    }
  } else {
    const other = branchInTheWay(branch, branches)
    if (other !== undefined) {
      return {
        kind: 'branch-taken',
        message:
          other === branch
            ? `${dir} has a branch ${branch} already. Choose another name, or go on with that branch.`
            : `The branch ${other} of ${dir} is in the way of ${branch}: some disks can't hold both. Choose another name.`,
      }
    }
  }
  const there = await realpath(path).catch(() => undefined)
  if (there !== undefined || listed.some((one) => one.path === path)) {
    return { kind: 'folder-taken', message: `${path} is there already. Choose another name.` }
  }
  const disk = await statfs(dirname(dirname(path))).catch(() => undefined)
  if (disk !== undefined && disk.bavail * disk.bsize < freeBytes) {
    const megabytes = Math.floor((disk.bavail * disk.bsize) / 1e6)
    return {
      kind: 'disk-full',
      message: `There are ${megabytes} MB left where worktrees are made (${dirname(path)}). Make room first.`,
    }
  }
  return undefined
}

/** Why it did not come about. Seen by what is there: git's own word is one thing, a hook that fails after all is done another. */
async function makeFolder({ git }: Repository, record: WorktreeRecord): Promise<string | undefined> {
  const { path, branch = '', base, id, isBranchAdopted } = record
  const commit = isBranchAdopted === true ? undefined : base.commit
  const added = await addWorktree(git, { id, path, branch, commit })
  const found = (await worktreesOf(git))?.find((one) => one.path === path)
  const isThere = found?.branch === branch && found.lock === lockReason(id) && !found.isMissing
  if (isThere && added.ok) return undefined
  const said = added.ok ? 'it is not listed as it should be' : linesOf(added.error.message).slice(-2).join(' ')
  return `git could not make the worktree ${path}: ${said}`
}

async function giveUp(
  record: WorktreeRecord,
  tools: CreateTools,
  fault: CreateFault,
): Promise<Result<never, CreateFault>> {
  const left = await takeBack(record, tools)
  return err(left === undefined ? fault : { ...fault, message: `${fault.message} ${left}` })
}

/**
 * Takes back what was begun and not finished. The branch goes only if it is ours and stands where it began, so that nothing is lost that
 * somebody did meanwhile; a folder that git does not know as ours goes into the trash.
 * @returns what could not be taken back, in a sentence; the record says it too
 */
export async function takeBack(
  record: WorktreeRecord,
  { book, places: now }: Pick<CreateTools, 'book' | 'places'>,
): Promise<string | undefined> {
  const places = placesOf(record, now)
  const opened = await repositoryAt(record.projectDir)
  const broken = async (problem: string) => {
    await book.put({ ...record, state: 'broken', problem })
    return problem
  }
  if (!opened.ok) return broken(`Half made, and its repository can't be asked: ${opened.error.message}`)
  const { git } = opened.value
  const listed = await worktreesOf(git)
  if (listed === undefined) return broken('Half made, and git does not tell which worktrees there are.')
  const root = await realpath(places.root).catch(() => places.root)
  if (!record.path.startsWith(root + sep)) return broken(`${record.path} is not below ${root}, so it is left alone.`)
  const entry = listed.find((one) => one.path === record.path)
  const isOurs = entry !== undefined && (entry.lock === lockReason(record.id) || entry.lock === 'initializing')
  if (entry !== undefined && !isOurs) return broken(`${record.path} is another worktree's by now, so it is left alone.`)
  await rmdir(record.path).catch(() => undefined)
  const aside = join(places.trash, `${record.id}-half-made`, basename(record.path))
  await mkdir(dirname(aside), { recursive: true, mode: 0o700 })
  const isMoved = await rename(record.path, aside).then(
    () => true,
    (cause: NodeJS.ErrnoException) => (cause.code === 'ENOENT' ? false : cause),
  )
  if (typeof isMoved !== 'boolean') return broken(`${record.path} could not be moved away: ${isMoved.message}`)
  if (isOurs) {
    const gone = await git(['worktree', 'remove', '--force', '--force', record.path])
    if (!gone.ok) return broken(`git keeps the entry of ${record.path}: ${gone.error.message}`)
  }
  if (isOurs || !isMoved) await rm(dirname(aside), { recursive: true, force: true })
  if (record.branch !== undefined && record.isBranchAdopted !== true && record.base.commit !== '') {
    const isElsewhere = listed.some((one) => one.branch === record.branch && one.path !== record.path)
    if (!isElsewhere) await git(['update-ref', '-d', `refs/heads/${record.branch}`, record.base.commit])
  }
  await git(['update-ref', '-d', fetchRefOf(record.id)])
  await rmdir(dirname(record.path)).catch(() => undefined)
  await book.remove(record.id)
  return undefined
}
