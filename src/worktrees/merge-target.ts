/** The branch here that takes a task's work: the one that it began at, or that follows what it began at. */
import { err, ok, type Result } from '../core/result.ts'
import type { WorktreeRecord } from '../core/worktrees/worktree.ts'
import type { SafeGit } from '../storage/git.ts'
import { branchesOf, commitOf, worktreesOf } from './repository.ts'

export interface MergeTarget {
  readonly branch: string
  /** Its tip. */
  readonly commit: string
  /** What the merge is made on: its tip, or what the task began at where the tip stands behind that. */
  readonly start: string
  readonly catchesUp: number
  /** Where it is checked out. */
  readonly path?: string | undefined
}

/** The name of the branch here; undefined: there is none. */
export async function localBranchOf(git: SafeGit, base: string): Promise<string | undefined> {
  const branches = await branchesOf(git)
  if (branches === undefined) return undefined
  const plain = base.replace(/^refs\/(?:heads|remotes)\//, '')
  if (branches.includes(plain)) return plain
  const listed = await git(['for-each-ref', '--format=%(refname:strip=2)%00%(upstream:strip=2)', 'refs/heads'])
  const rows = listed.ok ? listed.value.split('\n').map((row) => row.split('\0')) : []
  const following = rows.filter(([, upstream]) => upstream === plain).map(([name = '']) => name)
  const alike = plain.slice(plain.indexOf('/') + 1)
  return following.includes(alike) ? alike : (following[0] ?? (branches.includes(alike) ? alike : undefined))
}

/** @returns or why there is none, in a sentence without its full stop */
export async function mergeTarget(
  git: SafeGit,
  { base, branch: own }: Pick<WorktreeRecord, 'base' | 'branch'>,
): Promise<Result<MergeTarget, string>> {
  const branch = await localBranchOf(git, base.name)
  if (branch === undefined || branch === own)
    return err(`there is no branch here that follows ${base.name}: make one first (git branch <name> ${base.name})`)
  const [commit, listed] = await Promise.all([commitOf(git, `refs/heads/${branch}`), worktreesOf(git)])
  if (commit === undefined || listed === undefined) return err(`git does not tell where ${branch} stands`)
  const path = listed.find((one) => one.branch === branch && !one.isMissing && !one.isBare)?.path
  const isAncestor = async (a: string, b: string) => (await git(['merge-base', '--is-ancestor', a, b])).ok
  if (await isAncestor(base.commit, commit)) return ok({ branch, commit, start: commit, catchesUp: 0, path })
  if (await isAncestor(commit, base.commit)) {
    const count = await git(['rev-list', '--count', `${commit}..${base.commit}`])
    if (!count.ok) return err(`git does not tell how far ${branch} is behind`)
    return ok({ branch, commit, start: base.commit, catchesUp: Number(count.value.trim()), path })
  }
  return err(`${branch} and ${base.name}, which the task began at, have gone apart: put these together first`)
}
