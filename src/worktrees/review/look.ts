/** Which files a task changed, against what it began at or another side that its user chose. */
import { createHash } from 'node:crypto'
import { err, ok, type Result } from '../../core/result.ts'
import { nameOf } from '../../core/review/file-name.ts'
import { foldReasonOf, imageTypeOf } from '../../core/review/generated.ts'
import { gitlinkMode, hasOtherMode, linkMode, type RawChange, readRawChanges } from '../../core/review/git-changes.ts'
import { inReadingOrder } from '../../core/review/reading-order.ts'
import type { FileForm, ReviewCommit, ReviewScope } from '../../core/review/review.ts'
import type { ViewedMark } from '../../core/review/viewed.ts'
import { statusRows } from '../../core/worktrees/status-rows.ts'
import { lookAtFile } from './file-bytes.ts'
import type { FoundFile, Looked, Sides } from './looked.ts'
import { plainDiff, type ReviewFault, type ReviewRepository } from './repository.ts'
import { untrackedFiles } from './untracked.ts'
import { linesSince, seen } from './viewed.ts'

export interface LookOptions {
  readonly marks: ReadonlyMap<string, ViewedMark>
  /** Without lines and sizes: quick, and enough to know whether something has changed. */
  readonly isQuick?: boolean | undefined
}

const mostCommits = 200

export async function lookAtChanges(
  repo: ReviewRepository,
  of: ReviewScope,
  { marks, isQuick = false }: LookOptions,
): Promise<Result<Looked, ReviewFault>> {
  const sides = await sidesOf(repo, of)
  if (!sides.ok) return sides
  const { from, to } = sides.value
  const [raw, status, commits] = await Promise.all([
    rawChanges(repo, sides.value, isQuick),
    statusOf(repo),
    isQuick ? { commits: [], commitCount: 0 } : commitsSince(repo),
  ])
  if (!raw.ok) return raw
  if (!status.ok) return status
  const dirty = new Map(status.value.map((row) => [row.path, row]))
  const untracked = to === undefined ? status.value.filter(({ state }) => state === 'untracked') : []
  const [tracked, added] = await Promise.all([
    Promise.all(raw.value.map((change) => trackedFile(repo, change, to !== undefined))),
    untrackedFiles(repo.top, untracked, isQuick),
  ])
  const found = [...tracked, ...added.files].map((file) => ({
    ...file,
    isUncommitted: to === undefined && dirty.has(file.name),
    isConflicted: file.isConflicted || dirty.get(file.name)?.state === 'conflicted',
  }))
  const known = isQuick ? found : await withSizesAndFolds(repo, found)
  const viewed = to === undefined ? await seen(repo, known, marks) : known.map((file) => ({ ...file, isViewed: false }))
  const unviewed = of === 'unviewed' ? viewed.filter(({ isViewed }) => !isViewed) : viewed
  const files = inReadingOrder(of === 'unviewed' && !isQuick ? await linesSince(repo, unviewed) : unviewed)
  return ok({
    ...{ of, sides: { from, to }, files, unlisted: added.unlisted, ...commits },
    uncommitted: status.value.length,
    state: stateOf(repo, files),
  })
}

async function sidesOf(repo: ReviewRepository, of: ReviewScope): Promise<Result<Sides, ReviewFault>> {
  const { base, head, emptyTree } = repo
  if (of === 'all' || of === 'unviewed') return ok({ from: base.commit ?? emptyTree })
  if (of === 'uncommitted') return ok({ from: head ?? emptyTree })
  const told = /^[0-9a-f]{4,64}$/.test(of)
    ? await repo.git(['rev-list', '--parents', '--max-count=1', '--end-of-options', of, '--'])
    : undefined
  if (told?.ok !== true) return err({ kind: 'no-commit', message: `There is no commit ${of} in it.` })
  const [commit = of, parent = emptyTree] = told.value.trim().split(' ')
  return ok({ from: parent, to: commit })
}

async function rawChanges(
  repo: ReviewRepository,
  { from, to }: Sides,
  isQuick: boolean,
): Promise<Result<readonly RawChange[], ReviewFault>> {
  const what = ['--raw', ...(isQuick ? [] : ['--numstat']), '-z', '--no-abbrev', ...plainDiff]
  const told = await repo.git(['diff', ...what, from, ...(to === undefined ? [] : [to]), '--'], { patienceMs: 60_000 })
  if (!told.ok) return err({ kind: 'git', message: told.error.message })
  const changes = readRawChanges(told.value)
  return changes === undefined ? err(unreadable) : ok(changes)
}

const unreadable: ReviewFault = {
  kind: 'git',
  message: 'What git says of the changes has another form than is known here.',
}

async function statusOf(repo: ReviewRepository) {
  const told = await repo.git(
    [
      ...['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignore-submodules=dirty'],
      ...['--no-renames', '--no-ahead-behind'],
    ],
    { patienceMs: 60_000 },
  )
  if (!told.ok) return err<ReviewFault>({ kind: 'git', message: told.error.message })
  const rows = statusRows(told.value)
  return rows === undefined ? err(unreadable) : ok(rows)
}

async function trackedFile(repo: ReviewRepository, change: RawChange, isOfCommit: boolean): Promise<FoundFile> {
  const { path: name, was: wasName, lines, after, before, modeBefore, modeAfter } = change
  const isGone = change.change === 'deleted'
  const there = isGone || isOfCommit || after !== undefined ? undefined : await lookAtFile(repo.top, name)
  const path = nameOf(name)
  const mode = isGone ? modeBefore : modeAfter
  return {
    ...{ name, wasName, path, was: wasName === undefined ? undefined : nameOf(wasName), change: change.change },
    form: formOf(mode, path, lines !== undefined),
    ...{ addedLines: lines?.added, removedLines: lines?.removed, before, after, there, isUntracked: false },
    ...(hasOtherMode(change) ? { modeBefore, modeAfter } : {}),
    version: isGone ? 'gone' : `${modeAfter}:${after ?? there?.stamp ?? 'unknown'}`,
    ...{ isUncommitted: false, isConflicted: change.isConflicted },
  }
}

function formOf(mode: string, path: string, hasLines: boolean): FileForm {
  if (mode === gitlinkMode) return 'submodule'
  if (mode === linkMode) return 'link'
  return hasLines ? 'text' : imageTypeOf(path) === undefined ? 'binary' : 'image'
}

async function withSizesAndFolds(repo: ReviewRepository, files: readonly FoundFile[]): Promise<readonly FoundFile[]> {
  const blobs = files.filter(({ form }) => form === 'binary' || form === 'image')
  // Of text, too, how large it is: what is in no commit was measured where it lies.
  const texts = files.filter(({ form, after }) => form === 'text' && after !== undefined)
  const ids = [
    ...blobs.flatMap(({ before, after }) => [before, after].filter((id) => id !== undefined)),
    ...texts.flatMap(({ after }) => after ?? []),
  ]
  const [sizes, generated] = await Promise.all([sizesOf(repo, ids), generatedAmong(repo, files)])
  return files.map((file) => {
    const isBlob = file.form === 'binary' || file.form === 'image'
    const bytesAfter = (file.after === undefined ? undefined : sizes.get(file.after)) ?? file.there?.sizeBytes
    const bytes = isBlob
      ? { bytesBefore: file.before === undefined ? undefined : sizes.get(file.before), bytesAfter }
      : {}
    return { ...file, ...bytes, folded: foldReasonOf({ ...file, bytesAfter }, generated.has(file.name)) }
  })
}

async function sizesOf(repo: ReviewRepository, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map()
  const told = await repo.git(['cat-file', '--batch-check=%(objectname) %(objectsize)'], {
    input: `${ids.join('\n')}\n`,
  })
  const rows = told.ok ? told.value.split('\n') : []
  return new Map(
    rows.flatMap((row) => {
      const [id = '', size = ''] = row.split(' ')
      return /^\d+$/.test(size) ? [[id, Number(size)] as const] : []
    }),
  )
}

/** As its repository's .gitattributes say. */
async function generatedAmong(repo: ReviewRepository, files: readonly FoundFile[]): Promise<ReadonlySet<string>> {
  if (files.length === 0) return new Set()
  const input = Buffer.from(files.map(({ name }) => `${name}\0`).join(''), 'latin1')
  const told = await repo.git(['check-attr', '-z', '--stdin', 'linguist-generated'], { input })
  const fields = told.ok ? told.value.split('\0') : []
  const found = new Set<string>()
  for (let at = 0; at + 2 < fields.length; at += 3)
    if (fields[at + 2] === 'set' || fields[at + 2] === 'true') found.add(fields[at] ?? '')
  return found
}

/** Since its branch began. */
async function commitsSince({ git, base, head }: ReviewRepository) {
  if (head === undefined || base.commit === undefined || head === base.commit) return { commits: [], commitCount: 0 }
  const range = `${base.commit}..HEAD`
  const [count, listed] = await Promise.all([
    git(['rev-list', '--count', range, '--']),
    git(['log', '-z', `--max-count=${mostCommits}`, '--format=%H%x1f%cI%x1f%P%x1f%s', range, '--'], { isBytes: false }),
  ])
  const rows = listed.ok ? listed.value.split('\0').filter((row) => row !== '') : []
  const commits = rows.map((row): ReviewCommit => {
    const [id = '', at = '', parents = '', title = ''] = row.split('\u001f')
    return { id, title, at, parents: parents.split(' ').filter((parent) => parent !== '').length }
  })
  return { commits, commitCount: count.ok ? Number(count.value.trim()) : commits.length }
}

/** Commits alone are no change of any file; a file that was committed is none either. */
const stateOf = ({ base }: ReviewRepository, files: readonly FoundFile[]): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        base.commit,
        files.map(({ name, wasName, version, change }) => [name, wasName, version, change]),
      ]),
    )
    .digest('hex')
    .slice(0, 16)
