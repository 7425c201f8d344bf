/**
 * Files that git ignores and that a worktree gets all the same: those that `.worktreeinclude` in the repository names, in the form of a
 * .gitignore (Claude Code's file of that name). Regular files, copied; nothing outside either folder is read or written.
 */
import { constants } from 'node:fs'
import { copyFile, lstat, mkdir, realpath, utimes } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { CopiedFile } from '../core/worktrees/worktree.ts'
import { partsOf, safeGit } from '../storage/git.ts'

const listName = '.worktreeinclude'

export interface IncludedFiles {
  readonly copied: readonly CopiedFile[]
  /** Why one that is named did not come along. */
  readonly problems: readonly string[]
}

/** `more`: patterns beside those of the list. */
export async function copyIncluded(from: string, to: string, more: readonly string[] = []): Promise<IncludedFiles> {
  const git = safeGit(from)
  const list = join(from, listName)
  const hasList = await isRegular(list)
  if (!hasList && more.length === 0) return { copied: [], problems: [] }
  const patterns = [...(hasList ? [`--exclude-from=${list}`] : []), ...more.map((pattern) => `--exclude=${pattern}`)]
  const named = await git(['ls-files', '-z', '--others', '--ignored', ...patterns])
  if (!named.ok) return { copied: [], problems: [`${listName} could not be read: ${named.error.message}`] }
  // A repository within is listed as a folder, with a slash.
  const paths = partsOf(named.value).filter((path) => !path.endsWith('/'))
  if (paths.length === 0) return { copied: [], problems: [] }
  // It takes paths as they are, and knows no pathspecs.
  const env = { GIT_LITERAL_PATHSPECS: '0' }
  const ignored = await git(['check-ignore', '-z', '--stdin'], { input: `${paths.join('\0')}\0`, env })
  const copied: CopiedFile[] = []
  const problems: string[] = []
  for (const path of ignored.ok ? partsOf(ignored.value) : []) {
    try {
      const file = await copyOne(from, to, path)
      if (file !== undefined) copied.push(file)
    } catch (cause) {
      problems.push(`${path} could not be copied: ${(cause as Error).message}`)
    }
  }
  return { copied, problems }
}

async function copyOne(from: string, to: string, path: string): Promise<CopiedFile | undefined> {
  const source = join(from, path)
  const target = join(to, path)
  const { atimeMs, mtimeMs, size } = await lstat(source)
  if (!(await isRegular(source)) || !(await isBelow(from, dirname(source)))) return undefined
  await mkdir(dirname(target), { recursive: true })
  if (!(await isBelow(to, dirname(target)))) return undefined
  await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  await utimes(target, atimeMs / 1000, mtimeMs / 1000)
  return { path, sizeBytes: size, mtimeMs: (await lstat(target)).mtimeMs }
}

const isRegular = async (path: string): Promise<boolean> =>
  (await lstat(path).catch(() => undefined))?.isFile() ?? false

/** By its real path: a folder between may be a link. */
async function isBelow(root: string, dir: string): Promise<boolean> {
  const [real, top] = await Promise.all([realpath(dir), realpath(root)])
  return real === top || real.startsWith(top + sep)
}
