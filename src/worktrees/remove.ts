/**
 * Removing a worktree: on facts looked up just before, under the lock of its repository; what is in no commit goes into a commit of its
 * own, the folder as it is goes into the trash by one rename, and only then does git forget it. Nothing outside our root, that git does
 * not list with our lock, is touched.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, realpath, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { err, ok, type Result } from '../core/result.ts'
import { isAllElsewhere, obstacleInWords, obstaclesOf, type WorktreeFacts } from '../core/worktrees/facts.ts'
import {
  lockReason,
  placesOf,
  rescueRefOf,
  tipRefOf,
  type WorktreePlaces,
  type WorktreeRecord,
} from '../core/worktrees/worktree.ts'
import { type GitFailure, safeGit } from '../storage/git.ts'
import { digestOf } from '../storage/hashed.ts'
import { lookAtWorktree, type ProcessesIn } from './look.ts'
import { repositoryAt, worktreesOf } from './repository.ts'
import { whileAlone } from './repository-lock.ts'
import { writeRescue } from './rescue.ts'
import { asItWas } from './restore.ts'
import { unsavedFiles } from './unsaved-files.ts'
import type { WorktreeBook } from './worktree-book.ts'

export interface RemoveTools {
  readonly book: WorktreeBook
  readonly places: WorktreePlaces
  readonly processesIn: ProcessesIn
  readonly nowMs?: (() => number) | undefined
  /** Told before each step; for tests, which end there. */
  readonly onStep?: ((step: RemoveStep) => void) | undefined
}

export type RemoveStep = 'rescued' | 'written' | 'renamed' | 'forgotten' | 'branch'

export interface RemoveRequest {
  /** Of the facts that its user saw: others, and it does not go. */
  readonly digest: string
  /** Without a copy it must be that nothing exists here alone, or that its user typed its name. */
  readonly copy: 'keep' | 'none-needed' | 'none-wanted'
  /** As for `lookAtWorktree`: of the same look. */
  readonly merged?: string | undefined
}

export type RemoveFault =
  | { readonly kind: 'changed'; readonly message: string; readonly facts: WorktreeFacts }
  | { readonly kind: 'obstacles'; readonly message: string; readonly facts: WorktreeFacts }
  | { readonly kind: 'not-ours' | 'not-kept'; readonly message: string }

export async function removeWorktree(
  record: WorktreeRecord,
  request: RemoveRequest,
  tools: RemoveTools,
): Promise<Result<WorktreeRecord, RemoveFault>> {
  return whileAlone(record.commonDir, async () => {
    const notOurs = await whyNotOurs(record, placesOf(record, tools.places))
    if (notOurs !== undefined) return err({ kind: 'not-ours', message: notOurs })
    const facts = await lookAtWorktree(record, tools.processesIn, request.merged)
    const obstacles = obstaclesOf(facts)
    if (obstacles.length > 0) {
      return err({
        kind: 'obstacles',
        facts,
        message: `${record.path} stays: ${obstacles.map(obstacleInWords).join('; ')}.`,
      })
    }
    const isWithout = request.copy === 'none-needed'
    if (digestOf(facts) !== request.digest || (isWithout && !isAllElsewhere(facts))) {
      return err({
        kind: 'changed',
        facts,
        message: `${record.path} has changed since you looked. Look again, then decide.`,
      })
    }
    return removeAlone(record, request, tools)
  })
}

/** In words; undefined: it is listed by git with our lock, and lies below our root by its real path. */
async function whyNotOurs(
  { path, id, projectDir }: WorktreeRecord,
  { root }: WorktreePlaces,
): Promise<string | undefined> {
  const [real, top] = await Promise.all([realpath(path).catch(() => undefined), realpath(root).catch(() => root)])
  if (real !== path || !path.startsWith(top + sep)) return `${path} is not a folder below ${top}, so it is left alone.`
  const listed = (await worktreesOf(safeGit(projectDir)))?.find((one) => one.path === path)
  if (listed === undefined) return `git does not list ${path} as a worktree of ${projectDir}, so it is left alone.`
  if (listed.lock !== lockReason(id))
    return `The worktree ${path} does not carry the lock of this task, so it is left alone.`
  return undefined
}

async function removeAlone(
  record: WorktreeRecord,
  { copy }: RemoveRequest,
  tools: RemoveTools,
): Promise<Result<WorktreeRecord, RemoveFault>> {
  const { book, nowMs = Date.now, onStep } = tools
  const git = safeGit(record.path)
  const notKept = ({ message }: GitFailure) =>
    err({
      kind: 'not-kept',
      message: `${record.path} stays: what is in no commit could not be kept (${message}).`,
    } as const)
  const tip = await git(['rev-parse', 'HEAD'])
  const unsaved = await unsavedFiles(git)
  if (!tip.ok) return notKept(tip.error)
  const isKept = copy === 'keep'
  if (isKept) {
    if (unsaved === undefined) return notKept({ kind: 'refused', message: 'git does not tell what it is' })
    const rescued = await writeRescue(git, rescueRefOf(record.id), unsaved)
    if (!rescued.ok) return notKept(rescued.error)
    const kept = await git(['update-ref', tipRefOf(record.id), tip.value.trim()])
    if (!kept.ok) return notKept(kept.error)
  }
  onStep?.('rescued')
  const trashDir = join(placesOf(record, tools.places).trash, record.id)
  const removing: WorktreeRecord = {
    ...record,
    state: 'removing',
    removed: {
      ...{ atMs: nowMs(), tip: tip.value.trim(), isBranchDeleted: false },
      ...(isKept ? { trashDir, rescueRef: rescueRefOf(record.id) } : {}),
    },
  }
  await book.put(removing)
  onStep?.('written')
  return finishRemoval(removing, tools)
}

/** From the rename on it only goes forward; it is gone on with after a crash. */
export async function finishRemoval(
  record: WorktreeRecord,
  { book, places, onStep }: Pick<RemoveTools, 'book' | 'places' | 'onStep'>,
): Promise<Result<WorktreeRecord, RemoveFault>> {
  const { removed, path, id, branch } = record
  if (removed === undefined) throw new Error(`not being removed: ${id}`)
  const trashDir = join(placesOf(record, places).trash, id)
  if (existsSync(path)) {
    try {
      await mkdir(trashDir, { recursive: true, mode: 0o700 })
      if (removed.trashDir !== undefined) await keepAdminDir(path, trashDir)
      await rename(path, join(trashDir, 'tree'))
    } catch (cause) {
      const message = `${path} could not be moved into ${trashDir}: ${(cause as Error).message}.`
      await book.put({ ...record, state: 'ready', removed: undefined, problem: message })
      return err({ kind: 'not-kept', message: `${message} It stays as it is.` })
    }
  }
  onStep?.('renamed')
  const repository = await repositoryAt(record.projectDir)
  const git = safeGit(record.projectDir)
  const entry = (await worktreesOf(git))?.find((one) => one.path === path)
  if (repository.ok && entry?.lock === lockReason(id)) await git(['worktree', 'remove', '--force', '--force', path])
  onStep?.('forgotten')
  const isBranchOurs = branch !== undefined && record.isBranchAdopted !== true
  const deleted = isBranchOurs ? await git(['update-ref', '-d', `refs/heads/${branch}`, removed.tip]) : undefined
  onStep?.('branch')
  if (removed.trashDir === undefined) await rm(trashDir, { recursive: true, force: true })
  await rmdir(dirname(path)).catch(() => undefined)
  const done: WorktreeRecord = {
    ...record,
    state: 'removed',
    removed: { ...removed, isBranchDeleted: deleted?.ok === true },
  }
  await book.put(done)
  return ok(done)
}

/** What is staged, its reflog and its submodules' commits lie there, not in the folder. */
async function keepAdminDir(path: string, trashDir: string): Promise<void> {
  const told = await safeGit(path)(['rev-parse', '--absolute-git-dir'])
  if (!told.ok) throw new Error(told.error.message)
  await cp(told.value.trim(), join(trashDir, 'admin'), asItWas)
}
