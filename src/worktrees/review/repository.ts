/** The repository that a task works in, as its changes are read: by git that only looks, reaches no other machine and starts no program. */
import { realpath } from 'node:fs/promises'
import { err, ok, type Result } from '../../core/result.ts'
import type { ReviewBase } from '../../core/review/review.ts'
import type { WorktreeBase } from '../../core/worktrees/worktree.ts'
import { type GitFailure, type GitOptions, type SafeGit, safeGit } from '../../storage/git.ts'
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
  const safe = safeGit(dir)
  safe.prepare()
  const [at, tip] = await Promise.all([placeOf(safe), base && commitOf(safe, base.name)])
  if (!at.ok) {
    const { kind, message } = at.error
    if (kind !== 'refused') return err({ kind: 'git', message: `${message}.` })
    return err({
      kind: 'no-repository',
      message: `${dir} is in no git repository that can be read: there are no changes to show.`,
    })
  }
  const { top, head, branch } = at.value
  const root = await realpath(top)
  const inRoot = root === dir ? safe : safeGit(root)
  const git: ReviewRepository['git'] = (args, options) =>
    inRoot(['-c', 'protocol.allow=never', ...args], {
      isBytes: true,
      ...options,
      env: { GIT_NO_LAZY_FETCH: '1', ...options?.env },
    })
  const tree = emptyTrees[head?.length ?? 0] ?? (await git(['hash-object', '-t', 'tree', '--stdin'], { input: '' }))
  if (typeof tree !== 'string' && !tree.ok) return err({ kind: 'git', message: tree.error.message })
  const began = base && (await forkPoint(safe, base.commit, { head, tip }))
  return ok({
    ...{ top: root, git, head, branch },
    emptyTree: typeof tree === 'string' ? tree : tree.value.trim(),
    base: base === undefined ? { name: 'HEAD', commit: head } : { name: base.name, commit: began },
  })
}

interface Place {
  readonly top: string
  readonly head?: string | undefined
  readonly branch?: string | undefined
}

/** In one question where a commit is checked out. */
async function placeOf(git: SafeGit): Promise<Result<Place, GitFailure>> {
  const all = await git(['rev-parse', '--show-toplevel', 'HEAD^{commit}', '--symbolic-full-name', 'HEAD'])
  const [, found, commit, name = ''] = (all.ok && /^(.+)\n([0-9a-f]{40,64})\n(HEAD|refs\/.+)\n$/s.exec(all.value)) || []
  const isPlain = name === 'HEAD' || name.startsWith('refs/heads/')
  if (found !== undefined && isPlain)
    return ok({ top: found, head: commit, branch: /^refs\/heads\/(.+)$/.exec(name)?.[1] })
  const [top, head, branch] = await Promise.all([
    git(['rev-parse', '--show-toplevel']),
    commitOf(git, 'HEAD'),
    git(['symbolic-ref', '-q', '--short', 'HEAD']),
  ])
  if (!top.ok) return top
  return ok({ top: top.value.replace(/\n$/, ''), head, branch: branch.ok ? branch.value.trim() : undefined })
}

/** By the length of an id: SHA-1, SHA-256. */
const emptyTrees: Readonly<Record<number, string>> = {
  40: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  64: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
}

/**
 * Where its branch began: as it was made, or, where it was set upon newer commits of its base since (rebased, or that was merged into it), there. Once all of
 * it is in its base that says nothing, and it stays what it was.
 */
async function forkPoint(
  git: SafeGit,
  commit: string,
  { head, tip }: { readonly head: string | undefined; readonly tip: string | undefined },
): Promise<string> {
  if (head === undefined || tip === undefined || tip === commit || head === commit) return commit
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
