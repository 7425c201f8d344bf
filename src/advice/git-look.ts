/** What became of files in a repository, asked of git: it runs no program of the repository's, fetches nothing and writes nothing. */
import { createHash } from 'node:crypto'
import { lstat, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gitIn } from '../storage/git.ts'

export interface Commit {
  readonly hash: string
  /** Hashes that its message says it reverts. */
  readonly reverts: readonly string[]
}

/** Undefined: git refused, or took too long. */
export interface GitLook {
  /** Commits, in any branch, that touched one of these since; newest first. */
  commits(paths: readonly string[], sinceMs: number): Promise<readonly Commit[] | undefined>
  /** All of them. */
  all(sinceMs: number): Promise<readonly Commit[] | undefined>
  /** Whether a commit since has put a file of one of these names anywhere: it was moved before it was committed. */
  movedTo(paths: readonly string[], sinceMs: number): Promise<boolean | undefined>
  /** How many of these differ in the working tree from what is committed, or are new there. */
  changed(paths: readonly string[]): Promise<number | undefined>
}

const mostCommits = 2_000
const revertLine = /This reverts commit ([0-9a-f]{7,64})/g

export function gitLook(dir: string): GitLook {
  const git = gitIn(dir)
  const log = (sinceMs: number, ...rest: readonly string[]) =>
    git(
      ...['log', '--all', '--full-history', '-z', `--max-count=${mostCommits}`],
      ...[`--since=${Math.floor(sinceMs / 1000)}`, '--no-ext-diff', '--no-textconv', ...rest],
    )
  const commits = async (sinceMs: number, ...rest: readonly string[]): Promise<readonly Commit[] | undefined> =>
    (await log(sinceMs, '--format=%H%x1f%B', ...rest))?.split('\0').flatMap((row) => {
      const [hash = '', message] = row.trim().split('\u001f')
      if (message === undefined) return []
      return [{ hash, reverts: [...message.matchAll(revertLine)].map(([, one = '']) => one) }]
    })
  /** Undefined: git does not answer at all. */
  const hasCommit = async (): Promise<boolean | undefined> =>
    (await git('rev-parse', '-q', '--verify', 'HEAD')) !== undefined ||
    ((await git('rev-parse', '--git-dir')) === undefined ? undefined : false)
  return {
    commits: (paths, sinceMs) => commits(sinceMs, '--', ...paths),
    all: (sinceMs) => commits(sinceMs),
    async movedTo(paths, sinceMs) {
      const names = new Set(paths.map((path) => basename(path)))
      const added = await log(sinceMs, '--diff-filter=A', '--no-renames', '--name-only', '--format=')
      return added?.split(/[\0\n]/).some((path) => path !== '' && names.has(basename(path)))
    },
    async changed(paths) {
      // Not git status: that runs the filters which a repository may name.
      const tree =
        (await hasCommit()) === false ? '' : await git('ls-tree', '-r', '-z', '--full-tree', 'HEAD', '--', ...paths)
      if (tree === undefined) return undefined
      const committed = new Map(
        tree.split('\0').flatMap((row) => {
          const match = /^\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(row)
          return match?.[1] === undefined || match[2] === undefined ? [] : [[match[2], match[1]] as const]
        }),
      )
      let changed = 0
      for (const path of paths) if (!(await isAs(join(dir, path), committed.get(path)))) changed++
      return changed
    },
  }
}

/** Larger ones are not read: they count as changed. */
const mostBytes = 16_000_000

/** Whether what lies there is what was committed, by its hash; `blob` undefined: nothing was. */
async function isAs(path: string, blob: string | undefined): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined || blob === undefined) return found === undefined && blob === undefined
  if (!found.isFile() || found.size > mostBytes) return false
  const bytes = await readFile(path).catch(() => undefined)
  if (bytes === undefined) return false
  // A checkout may have other ends of lines.
  return blobOf(bytes, blob.length) === blob || blobOf(withoutCarriageReturns(bytes), blob.length) === blob
}

const blobOf = (bytes: Buffer, digits: number): string =>
  createHash(digits === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex')

const withoutCarriageReturns = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
