/** What became of files in a repository, asked of git: it runs no program of the repository's, fetches nothing and writes nothing. */
import { runProgram } from '../storage/run-program.ts'

export interface Commit {
  readonly hash: string
  readonly atMs: number
  /** Hashes that its message says it reverts. */
  readonly reverts: readonly string[]
}

export interface GitLook {
  /** Commits, in any branch, that touched one of these since. */
  commits(paths: readonly string[], sinceMs: number): Promise<readonly Commit[] | undefined>
  /** Commits, in any branch, that say they revert one of these. */
  reverted(hashes: readonly string[], sinceMs: number): Promise<ReadonlySet<string> | undefined>
  /** Of these those that are changed, or new, in the working tree. */
  changed(paths: readonly string[]): Promise<number | undefined>
}

const mostCommits = 2_000
const revertLine = /This reverts commit ([0-9a-f]{7,64})/g

export function gitLook(dir: string): GitLook {
  const git = (...args: readonly string[]) =>
    runProgram('git', [
      ...['--no-pager', '--no-optional-locks', '--literal-pathspecs', '-C', dir],
      ...['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'diff.external='],
      ...['-c', 'protocol.allow=never', '-c', 'log.showSignature=false'],
      ...args,
    ])
  const log = async (sinceMs: number, ...rest: readonly string[]): Promise<readonly Commit[] | undefined> => {
    const said = await git(
      ...['log', '--all', '-z', `--max-count=${mostCommits}`, `--since=${Math.floor(sinceMs / 1000)}`],
      ...['--no-ext-diff', '--no-textconv', '--format=%H%x1f%ct%x1f%B', ...rest],
    )
    return said?.split('\0').flatMap((row) => {
      const [hash = '', at, message = ''] = row.trim().split('\u001f')
      if (at === undefined) return []
      return [{ hash, atMs: Number(at) * 1000, reverts: [...message.matchAll(revertLine)].map(([, one = '']) => one) }]
    })
  }
  return {
    commits: (paths, sinceMs) => log(sinceMs, '--', ...paths),
    async reverted(hashes, sinceMs) {
      const all = await log(sinceMs)
      const said = all?.flatMap(({ reverts }) => reverts)
      return said && new Set(hashes.filter((hash) => said.some((one) => hash.startsWith(one))))
    },
    async changed(paths) {
      const said = await git('status', '--porcelain', '-z', '--untracked-files=all', '--ignored', '--', ...paths)
      return said?.split('\0').filter((row) => row !== '').length
    },
  }
}
