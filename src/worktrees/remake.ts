/**
 * A worktree whose folder is gone, made again from what git still has of it: its branch, with what was staged where git kept that; else the
 * last copy that was made of it. What stood in its files alone is gone with them.
 */
import { mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { err, ok, type Result } from '../core/result.ts'
import type { RemakeSource } from '../core/worktrees/remake-source.ts'
import { lockReason, placesOf, rescueRefOf, tipRefOf, type WorktreeRecord } from '../core/worktrees/worktree.ts'
import { linesOf, type SafeGit, safeGit } from '../storage/git.ts'
import { digestOf } from '../storage/hashed.ts'
import { addWorktree } from './add-worktree.ts'
import type { CreateTools, MadeWorktree } from './create.ts'
import { copyIncluded } from './included-files.ts'
import { commitOf, type ListedWorktree, repositoryAt, worktreesOf } from './repository.ts'
import { whileAlone } from './repository-lock.ts'
import { bringSubmodules } from './submodules.ts'

export interface RemakeFault {
  readonly kind: 'there' | 'no-source' | 'changed' | 'in-the-way' | 'not-made'
  readonly message: string
}

type Tools = Pick<CreateTools, 'book' | 'places'>

export async function lookAtRemake(
  record: WorktreeRecord,
  tools: Pick<Tools, 'places'>,
): Promise<Result<RemakeSource, RemakeFault>> {
  const found = await sourceOf(record, tools)
  return found.ok ? ok(found.value.source) : found
}

interface Found {
  readonly source: RemakeSource
  readonly git: SafeGit
  readonly isBare: boolean
  readonly entry?: ListedWorktree | undefined
  /** What git keeps of it beside its folder. */
  readonly adminDir?: string | undefined
  /** The commit with what was in none. */
  readonly rescue?: string | undefined
}

async function sourceOf(
  record: WorktreeRecord,
  { places }: Pick<Tools, 'places'>,
): Promise<Result<Found, RemakeFault>> {
  const { path, branch, id } = record
  const fail = (kind: RemakeFault['kind'], message: string) => err({ kind, message })
  const { root: wanted } = placesOf(record, places)
  const root = await realpath(wanted).catch(() => wanted)
  if (!path.startsWith(root + sep)) return fail('in-the-way', `${path} is not below ${root}, so it is left alone.`)
  if ((await realpath(path).catch(() => undefined)) !== undefined) return fail('there', `${path} is there.`)
  const repository = await repositoryAt(record.projectDir)
  if (!repository.ok) return fail('not-made', repository.error.message)
  const { git, isBare, commonDir } = repository.value
  const listed = await worktreesOf(git)
  if (listed === undefined)
    return fail('not-made', 'git does not tell which worktrees there are. Try git worktree list.')
  const entry = listed.find((one) => one.path === path)
  if (entry !== undefined && entry.lock !== lockReason(id))
    return fail('in-the-way', `git lists ${path} as somebody else’s worktree, so it is left alone.`)
  const holder = branch && listed.find((one) => one.branch === branch && one.path !== path)
  if (holder) return fail('in-the-way', `${branch} is checked out in ${holder.path} by now. Leave it there first.`)
  const adminDir = entry && (await adminDirOf(commonDir, path))
  const at = branch === undefined ? undefined : await commitOf(git, `refs/heads/${branch}`)
  const told = (commit: string, from: RemakeSource['from'], rescue?: string): Result<Found, RemakeFault> => {
    const hasIndex = from !== 'copy' && adminDir !== undefined
    const facts = { path, branch, commit, from, hasIndex }
    return ok({ source: { ...facts, confirm: digestOf([facts, rescue]) }, git, isBare, entry, adminDir, rescue })
  }
  if (at !== undefined) return told(at, 'branch')
  const [rescue, tip] = [await commitOf(git, rescueRefOf(id)), await commitOf(git, tipRefOf(id))]
  const parent = rescue && (await commitOf(git, `${rescue}^`))
  if (rescue !== undefined && parent !== undefined) return told(parent, 'copy', rescue)
  if (tip !== undefined) return told(tip, 'copy')
  const head = entry?.commit === undefined ? undefined : await commitOf(git, entry.commit)
  if (head !== undefined && branch === undefined) return told(head, 'head')
  return fail(
    'no-source',
    `Nothing is left to make ${path} from: ${branch === undefined ? 'git has forgotten where it stood' : `the branch ${branch} is gone`}, and there is no copy.`,
  )
}

/** `.git/worktrees/<name>`, by the place that it names. */
async function adminDirOf(commonDir: string, path: string): Promise<string | undefined> {
  const all = join(commonDir, 'worktrees')
  for (const name of await readdir(all).catch(() => [])) {
    const place = await readFile(join(all, name, 'gitdir'), 'utf8').catch(() => '')
    if (place.trim() === join(path, '.git')) return join(all, name)
  }
  return undefined
}

/** @param confirm of the look that its user saw */
export function remakeWorktree(
  record: WorktreeRecord,
  confirm: string,
  { book, places, copy }: Tools & { readonly copy?: readonly string[] | undefined },
): Promise<Result<MadeWorktree, RemakeFault>> {
  return whileAlone(record.commonDir, async () => {
    const found = await sourceOf(record, { places })
    if (!found.ok) return found
    const { source, isBare } = found.value
    if (source.confirm !== confirm)
      return err({ kind: 'changed', message: `What ${record.path} can be made from has changed since you looked.` })
    const why = source.hasIndex ? await intoEntry(found.value) : await anew(record, found.value)
    if (why !== undefined) return err({ kind: 'not-made', message: `${record.path} could not be made again: ${why}` })
    const submodules = await bringSubmodules(record.path, record.commonDir)
    const included = isBare ? { copied: [], problems: [] } : await copyIncluded(record.projectDir, record.path, copy)
    const ready: WorktreeRecord = {
      ...record,
      ...{ state: 'ready', problem: undefined, removed: undefined, copied: included.copied },
    }
    await book.put(ready)
    return ok({ record: ready, remarks: [...submodules, ...included.problems] })
  })
}

/** Its entry is there: the folder is filled from its index, so that what was staged is as it was. @returns why not; undefined: it is */
async function intoEntry({ source: { path }, adminDir = '' }: Found): Promise<string | undefined> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await writeFile(join(path, '.git'), `gitdir: ${adminDir}\n`)
  const git = safeGit(path)
  const patient = { patienceMs: 600_000 }
  const filled = await git(['checkout-index', '--all', '--force', '--quiet'], patient)
  const made = filled.ok ? filled : await git(['reset', '--hard', '--quiet'], patient)
  return made.ok ? undefined : lastOf(made.error.message)
}

async function anew(record: WorktreeRecord, { source, git, entry, rescue }: Found): Promise<string | undefined> {
  const { path, branch, commit, from } = source
  // Nothing of it is there; git would say that the place is taken.
  if (entry !== undefined) await git(['worktree', 'remove', '--force', '--force', path])
  const isBranchThere = branch !== undefined && from === 'branch'
  const added = await addWorktree(git, { id: record.id, path, branch, commit: isBranchThere ? undefined : commit })
  if (!added.ok) return lastOf(added.error.message)
  if (rescue === undefined) return undefined
  const laid = await safeGit(path)(['restore', `--source=${rescue}`, '--worktree', '--', '.'], { patienceMs: 600_000 })
  return laid.ok ? undefined : lastOf(laid.error.message)
}

const lastOf = (said: string): string => linesOf(said).slice(-1)[0] ?? ''
