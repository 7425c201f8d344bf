/** One changed file in full: its rows, or its bytes. */
import { err, ok, type Result } from '../../core/result.ts'
import { isPlainName, patternFor } from '../../core/review/file-name.ts'
import { lockedPackages, packageChanges } from '../../core/review/lock-packages.ts'
import { linesOfFile, type PatchRows, patchRows, wholeRows } from '../../core/review/patch-rows.ts'
import type { FileDiff, PackageChange } from '../../core/review/review.ts'
import { isBinary, lookAtFile, readFileThere } from './file-bytes.ts'
import type { Looked, LookedFile } from './looked.ts'
import { plainDiff, type ReviewFault, type ReviewRepository } from './repository.ts'
import { diffSince } from './viewed.ts'

const mostBytes = 32 * 1024 * 1024
const patchOnly = ['-p', '-U3', '--inter-hunk-context=0', ...plainDiff]

export async function diffOfFile(
  repo: ReviewRepository,
  { sides }: Pick<Looked, 'sides'>,
  file: LookedFile,
  mostRows: number,
): Promise<Result<FileDiff, ReviewFault>> {
  const { path, name, isUntracked } = file
  const [version, packages] = await Promise.all([versionNow(repo, file), packagesOf(repo, file)])
  const told = (rows: PatchRows): Result<FileDiff, ReviewFault> => ok({ path, version, ...rows, packages })
  if (mostRows === 0) return told({ hunks: [] })
  const since = await diffSince(repo, file, patchOnly)
  if (since !== undefined) return told(patchRows(since, mostRows))
  if (isUntracked) {
    if (file.form === 'submodule') return told({ hunks: [] })
    const bytes = await readFileThere(repo.top, name, mostBytes)
    if (bytes === undefined) return ok({ path, version, hunks: [], isTooLarge: true })
    return told(isBinary(bytes) ? { hunks: [] } : wholeRows(bytes.toString('latin1'), 'add', mostRows))
  }
  const names = [...(file.was === undefined ? [] : [file.was]), path]
  const isPlain = names.every(isPlainName)
  const { from, to } = sides
  const asked = ['diff', ...patchOnly, from, ...(to === undefined ? [] : [to]), '--']
  const patch = await repo.git(
    [...asked, ...names.map((one) => (isPlain ? one : patternFor(one)))],
    // Bytes that are no UTF-8 can be asked for by a pattern alone.
    isPlain ? {} : { env: { GIT_LITERAL_PATHSPECS: '0' } },
  )
  if (!patch.ok) {
    const { message } = patch.error
    return /maxBuffer/.test(message)
      ? ok({ path, version, hunks: [], isTooLarge: true })
      : err({ kind: 'git', message })
  }
  return told(patchRows(isPlain ? patch.value : onlyOf(patch.value, name), mostRows))
}

/** Of a patch of several files that one: git quotes what is no plain text in their names. */
function onlyOf(patch: string, name: string): string {
  const parts = patch.split(/^(?=diff --git )/m)
  if (parts.length <= 1) return patch
  const quoted = quotedName(name)
  return parts.find((part) => part.slice(0, part.indexOf('\n')).endsWith(quoted)) ?? ''
}

/** As git writes it with core.quotePath off: bytes beyond ASCII as they are, others as in C. */
function quotedName(name: string): string {
  const letters: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '"': '\\"', '\\': '\\\\' }
  const inside = name.replace(
    /[\u0000-\u001f"\\\u007f]/g,
    (one) => letters[one] ?? `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`,
  )
  return inside === name ? `b/${name}` : `b/${inside}"`
}

/** A larger one is not taken apart: a server has others to answer. */
const mostLockBytes = 3 * 1024 * 1024

async function packagesOf(repo: ReviewRepository, file: LookedFile): Promise<readonly PackageChange[] | undefined> {
  if (file.folded !== 'lock') return undefined
  const [before, after] = await Promise.all(
    (['before', 'after'] as const).map(async (side) => {
      const isThere = side === 'before' ? file.before !== undefined : file.change !== 'deleted'
      if (!isThere) return new Map<string, Set<string>>()
      const bytes = await bytesOfFile(repo, file, side, mostLockBytes)
      return bytes && lockedPackages(file.path, bytes.toString('utf8'))
    }),
  )
  return before && after && packageChanges(before, after)
}

/** As a list would tell it of what is there now. */
export async function versionNow(repo: ReviewRepository, file: LookedFile): Promise<string> {
  if (file.there === undefined) return file.version
  const there = await lookAtFile(repo.top, file.name)
  return there === undefined ? 'gone' : file.version.replace(/:.*$/s, `:${there.stamp}`)
}

/** Of one side, as it is. Undefined: there is none, or it is larger. */
export async function bytesOfFile(
  repo: ReviewRepository,
  file: LookedFile,
  side: 'before' | 'after',
  most = mostBytes,
): Promise<Buffer | undefined> {
  const id = side === 'before' ? file.before : file.after
  if (id === undefined)
    return side === 'before' || file.change === 'deleted' ? undefined : readFileThere(repo.top, file.name, most)
  const size = await repo.git(['cat-file', '-s', id])
  if (!size.ok || Number(size.value.trim()) > most) return undefined
  const told = await repo.git(['cat-file', 'blob', id])
  return told.ok ? Buffer.from(told.value, 'latin1') : undefined
}

/** Undefined: that side is not there, or has no lines. */
export async function linesOfSide(
  repo: ReviewRepository,
  file: LookedFile,
  side: 'before' | 'after',
): Promise<readonly string[] | undefined> {
  const bytes = await bytesOfFile(repo, file, side)
  return bytes === undefined || isBinary(bytes) ? undefined : linesOfFile(bytes.toString('latin1'))
}
