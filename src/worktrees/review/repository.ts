/** The repository that a task works in, as its changes are read: by git that only looks, reaches no other machine and starts no program. */
import { realpath } from 'node:fs/promises'
import { err, ok, type Result } from '../../core/result.ts'
import type { ReviewBase } from '../../core/review/review.ts'
import type { WorktreeBase } from '../../core/worktrees/worktree.ts'
import { type GitFailure, type GitOptions, safeGit } from '../../storage/git.ts'
import { commitOf } from '../repository.ts'

export interface ReviewRepository {
  /** The folder that names of files are below. */
  readonly top: string
  /** @returns bytes, each a character */
  git(args: readonly string[], options?: GitOptions): Promise<Result<string, GitFailure>>
  readonly base: ReviewBase
  /** Absent: there is no commit yet. */
  readonly head?: string | undefined
  readonly branch?: string | undefined
  /** The id of a tree with nothing in it. */
  readonly emptyTree: string
}

export interface ReviewFault {
  readonly kind: 'no-repository' | 'no-commit' | 'git'
  readonly message: string
}

/** @param base what its worktree began at; undefined: it works in the project itself, and what is in no commit is all that it changed. */
export async function openReview(dir: string, base?: WorktreeBase): Promise<Result<ReviewRepository, ReviewFault>> {
  const top = await safeGit(dir)(['rev-parse', '--show-toplevel'])
  if (!top.ok) {
    const { kind, message } = top.error
    if (kind !== 'refused') return err({ kind: 'git', message: `${message}.` })
    return err({
      kind: 'no-repository',
      message: `${dir} is in no git repository that can be read: there are no changes to show.`,
    })
  }
  const root = await realpath(top.value.replace(/\n$/, ''))
  const safe = safeGit(root)
  const git: ReviewRepository['git'] = (args, options) =>
    safe(['-c', 'protocol.allow=never', ...args], {
      isBytes: true,
      ...options,
      env: { GIT_NO_LAZY_FETCH: '1', ...options?.env },
    })
  const [head, branch, tree] = await Promise.all([
    commitOf(safe, 'HEAD'),
    safe(['symbolic-ref', '-q', '--short', 'HEAD']),
    git(['hash-object', '-t', 'tree', '--stdin'], { input: '' }),
  ])
  if (!tree.ok) return err({ kind: 'git', message: tree.error.message })
  return ok({
    ...{ top: root, git, head, branch: branch.ok ? branch.value.trim() : undefined, emptyTree: tree.value.trim() },
    base:
      base === undefined
        ? { name: 'HEAD', commit: head }
        : { name: base.name, commit: await forkPoint(safe, base, head) },
  })
}

/**
 * Where its branch began: as it was made, or, where it was set upon newer commits of its base since (rebased, or that was merged into it), there. Once all of
 * it is in its base that says nothing, and it stays what it was.
 */
async function forkPoint(
  git: ReturnType<typeof safeGit>,
  { name, commit }: WorktreeBase,
  head: string | undefined,
): Promise<string> {
  const tip = head === undefined ? undefined : await commitOf(git, name)
  if (head === undefined || tip === undefined || tip === commit) return commit
  const common = await git(['merge-base', head, tip])
  const found = common.ok ? common.value.trim() : commit
  if (found === commit || found === head) return commit
  return (await git(['merge-base', '--is-ancestor', commit, found])).ok ? found : commit
}

/** What every question about differences is asked with. */
export const plainDiff = [
  ...['--no-ext-diff', '--no-textconv', '--no-color', '--no-relative', '-M'],
  // A submodule has a config of its own, which is not ours to trust: of it only the commit is told.
  ...['--ignore-submodules=dirty', '--submodule=short'],
]
