/**
 * Merges in memory: what would come of one, as trees and commits that no branch leads to. No folder and no index is touched, so it can be
 * asked whenever somebody looks (git-merge-tree(1), from git 2.38 on).
 */
import { err, ok, type Result } from '../core/result.ts'
import type { MergeConflict, MergeWay } from '../core/tasks/task-work.ts'
import { placesIn } from '../core/worktrees/conflict-places.ts'
import { partsOf, type SafeGit } from '../storage/git.ts'
import { nobody } from './look.ts'

export type TryFault =
  /** `tree`: of both, with marks in its files. */
  | { readonly kind: 'conflicts'; readonly paths: readonly string[]; readonly tree: string }
  /** In a sentence without its full stop. */
  | { readonly kind: 'unknown'; readonly why: string }

type Tried = Promise<Result<string, TryFault>>

const unknown = (why: string) => err({ kind: 'unknown', why } as const)

/** @returns the tree of both */
async function mergeTrees(git: SafeGit, ours: string, theirs: string): Tried {
  const merged = await git(['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs])
  if (merged.ok) return ok(partsOf(merged.value)[0] ?? '')
  const { code, output = '', message } = merged.error
  const [tree = '', ...paths] = partsOf(output)
  if (code === 1) return err({ kind: 'conflicts', paths: [...new Set(paths)], tree })
  return unknown(
    /usage: git merge-tree|unknown option/.test(message)
      ? 'this git can try no merge in memory: it takes git 2.38 or newer'
      : `git can not try it: ${message.split('\n', 1)[0]}`,
  )
}

export interface MergeAsked {
  readonly how: MergeWay
  /** What the merge is made on. */
  readonly start: string
  /** The last of the task's commits. */
  readonly tip: string
  /** Of the commit that is made; rebased ones keep theirs. */
  readonly message: string
  readonly signs: boolean
}

/** @returns the commit that the branch would stand at */
export async function makeMerge(git: SafeGit, asked: MergeAsked): Tried {
  const { how, start, tip, message, signs } = asked
  if (how === 'rebase') return putOnTop(git, asked)
  const tree = await mergeTrees(git, start, tip)
  if (!tree.ok) return tree
  const parents = how === 'merge' ? ['-p', start, '-p', tip] : ['-p', start]
  return made(
    await git(['commit-tree', tree.value, ...parents, ...(signs ? ['-S'] : []), '-F', '-'], { input: message }),
  )
}

const made = (told: Awaited<ReturnType<SafeGit>>): Result<string, TryFault> =>
  told.ok
    ? ok(told.value.trim())
    : unknown(`git makes no commit of it: ${told.error.message.split('\n').slice(-2).join(' ')}`)

/** Only whether it would conflict: nobody's name is needed for that. @returns a tree or a commit, of no use but to tell one from another */
export async function tryMerge(git: SafeGit, { how, start, tip }: Pick<MergeAsked, 'how' | 'start' | 'tip'>): Tried {
  if (how !== 'rebase') return mergeTrees(git, start, tip)
  const asNobody = Object.assign((args: readonly string[], options = {}) => git(args, { env: nobody, ...options }), {
    dir: git.dir,
  }) as SafeGit
  return putOnTop(asNobody, { how, start, tip, message: '', signs: false })
}

const mostReplayed = 200

interface Commit {
  readonly tree: string
  readonly id: string
  readonly parents: readonly string[]
  readonly author: Readonly<Record<string, string>>
  readonly message: string
}

/** Commit by commit, as git-rebase(1) does it; one of which nothing is left goes. */
async function putOnTop(git: SafeGit, { start, tip, signs }: MergeAsked): Tried {
  const listed = await git([
    ...['log', '-z', '--reverse', '--topo-order', '--date=raw', `--max-count=${mostReplayed + 1}`],
    ...['--format=%H%x1f%T%x1f%P%x1f%an%x1f%ae%x1f%ad%x1f%B', `${start}..${tip}`],
  ])
  if (!listed.ok) return unknown(listed.error.message)
  const commits = partsOf(listed.value).map(commitIn)
  if (commits.length > mostReplayed)
    return unknown(`there are more than ${mostReplayed} commits: take squash or a merge commit`)
  if (commits.some(({ parents }) => parents.length !== 1))
    return unknown('a merge is among its commits: take squash or a merge commit')
  let at = start
  for (const commit of commits) {
    const [parent = ''] = commit.parents
    if (parent === at) {
      at = commit.id
      continue
    }
    const next = await replay(git, commit, parent, at, signs)
    if (!next.ok) return next
    at = next.value
  }
  return ok(at)
}

function commitIn(row: string): Commit {
  const [id = '', tree = '', parents = '', name = '', email = '', date = '', ...rest] = row.split('\u001f')
  return {
    ...{ id, tree, parents: parents.split(' ').filter((one) => one !== ''), message: rest.join('\u001f') },
    author: { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: `@${date}` },
  }
}

/** With three commits made for it, of which the first is what the other two have in common. */
async function replay(git: SafeGit, commit: Commit, parent: string, onto: string, signs: boolean): Tried {
  const bare = async (tree: string, ...parents: readonly string[]) =>
    made(
      await git(['commit-tree', tree, ...parents.flatMap((one) => ['-p', one]), '-m', 'for a merge'], { env: nobody }),
    )
  const base = await bare(`${parent}^{tree}`)
  if (!base.ok) return base
  const [ours, theirs] = await Promise.all([bare(`${onto}^{tree}`, base.value), bare(commit.tree, base.value)])
  if (!ours.ok || !theirs.ok) return ours.ok ? theirs : ours
  const tree = await mergeTrees(git, ours.value, theirs.value)
  if (!tree.ok) return tree
  const there = await git(['rev-parse', `${onto}^{tree}`])
  if (there.ok && there.value.trim() === tree.value) return ok(onto)
  return made(
    await git(['commit-tree', tree.value, '-p', onto, ...(signs ? ['-S'] : []), '-F', '-'], {
      ...{ input: commit.message, env: commit.author },
    }),
  )
}

/** Who changed those files last on the other side since the two parted, and where they differ. */
export async function conflictsOf(
  git: SafeGit,
  { paths, tree }: { readonly paths: readonly string[]; readonly tree: string },
  { start, tip }: Pick<MergeAsked, 'start' | 'tip'>,
): Promise<readonly MergeConflict[]> {
  return Promise.all(
    paths.map(async (path, at): Promise<MergeConflict> => {
      // Each is a process: of more nobody reads who it was.
      if (at >= mostNamed) return { path }
      const told = await git(['log', '-1', '--format=%h%x1f%an%x1f%aI', `${tip}..${start}`, '--', path])
      const [commit = '', author = '', date = ''] = told.ok ? told.value.trim().split('\u001f') : []
      const text = await git(['cat-file', 'blob', `${tree}:${path}`])
      return {
        path,
        theirs: commit === '' ? undefined : { commit, author, at: new Date(date).toISOString() },
        places: text.ok ? placesIn(text.value) : undefined,
      }
    }),
  )
}

const mostNamed = 8
