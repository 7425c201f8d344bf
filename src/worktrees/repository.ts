/** A repository as worktrees are made of it: where it is, what is in the way. */
import { realpath } from 'node:fs/promises'
import { err, ok, type Result } from '../core/result.ts'
import { linesOf, partsOf, type SafeGit, safeGit } from '../storage/git.ts'

export interface Repository {
  readonly git: SafeGit
  /** As its user named it. */
  readonly dir: string
  /** `.git`, of all its worktrees. */
  readonly commonDir: string
  readonly isBare: boolean
  /** Undefined: nothing is checked out, or HEAD is detached. */
  readonly branch?: string | undefined
}

export interface RepositoryFault {
  readonly kind: 'no-repository' | 'no-commits' | 'not-trusted' | 'no-git'
  readonly message: string
}

export async function repositoryAt(dir: string): Promise<Result<Repository, RepositoryFault>> {
  const git = safeGit(dir)
  // In one question, as whoever begins a task waits for it. Without a commit at HEAD git tells the first two all the same.
  const asked = await git([
    ...['rev-parse', '--path-format=absolute', '--git-common-dir', '--is-bare-repository'],
    ...['HEAD^{commit}', '--symbolic-full-name', 'HEAD'],
  ])
  const told = linesOf(asked.ok ? asked.value : (asked.error.output ?? ''))
  const [common = '', bare] = told
  const isBare = bare === 'true'
  if (!asked.ok && (bare === undefined || !(isBare || bare === 'false'))) {
    const { kind, message } = asked.error
    if (kind === 'not-there') return err({ kind: 'no-git', message: `${message}. Install git, then try again.` })
    if (/dubious ownership/.test(message)) {
      return err({
        kind: 'not-trusted',
        message: `${dir} belongs to somebody else, and git does not trust it. If you do: git config --global --add safe.directory ${dir}`,
      })
    }
    return err({
      kind: 'no-repository',
      message: `${dir} is in no git repository. Make one (git init), or start the task without a worktree.`,
    })
  }
  const commonDir = await realpath(common).catch(() => common)
  const [, , , name] = told
  if (asked.ok && name !== undefined)
    return ok({ ...{ git, dir, commonDir, isBare }, branch: /^refs\/heads\/(.+)$/.exec(name)?.[1] })
  // Nothing is committed where it stands, or HEAD is a name that could be two things.
  const [head, any] = await Promise.all([
    git(['symbolic-ref', '-q', '--short', 'HEAD']),
    git(['for-each-ref', '--count=1', '--format=%(objectname)', 'refs/heads', 'refs/remotes', 'refs/tags']),
  ])
  if (!asked.ok && (!any.ok || any.value.trim() === '')) {
    return err({
      kind: 'no-commits',
      message: `${dir} has no commit yet, and a worktree begins at one. Commit something first.`,
    })
  }
  return ok({ ...{ git, dir, commonDir, isBare }, branch: head.ok ? head.value.trim() : undefined })
}

export interface ListedWorktree {
  readonly path: string
  readonly commit?: string | undefined
  readonly branch?: string | undefined
  /** Undefined: it is not locked. Empty: it is, and nobody said why. */
  readonly lock?: string | undefined
  /** Its folder is gone, as git says it. */
  readonly isMissing: boolean
  readonly isBare: boolean
}

/** All of a repository, the main one first. Undefined: git did not tell. */
export async function worktreesOf(git: SafeGit): Promise<readonly ListedWorktree[] | undefined> {
  const told = await git(['worktree', 'list', '--porcelain', '-z'])
  if (!told.ok) return undefined
  return told.value.split('\0\0').flatMap((text) => {
    const facts = new Map(
      partsOf(text).map((line) => {
        const end = line.indexOf(' ')
        return end < 0 ? [line, ''] : [line.slice(0, end), line.slice(end + 1)]
      }),
    )
    const path = facts.get('worktree')
    if (path === undefined) return []
    const lock = facts.get('locked')
    return [
      {
        ...{ path, commit: facts.get('HEAD'), branch: facts.get('branch')?.replace(/^refs\/heads\//, ''), lock },
        ...{ isMissing: facts.has('prunable'), isBare: facts.has('bare') },
      },
    ]
  })
}

/** Names below refs/heads; undefined: git did not tell. */
export async function branchesOf(git: SafeGit): Promise<readonly string[] | undefined> {
  const told = await git(['for-each-ref', '--format=%(refname:strip=2)', 'refs/heads'])
  return told.ok ? linesOf(told.value) : undefined
}

/** A commit by any name of it. Undefined: there is none of that name. */
export async function commitOf(git: SafeGit, name: string): Promise<string | undefined> {
  const told = await git(['rev-parse', '-q', '--verify', '--end-of-options', `${name}^{commit}`])
  return told.ok ? told.value.trim() : undefined
}
