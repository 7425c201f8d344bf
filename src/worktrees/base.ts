/** The commit that a worktree begins at: fetched just before where it is of a remote, and else with its age. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '../core/result.ts'
import { fetchRefOf, type WorktreeBase } from '../core/worktrees/worktree.ts'
import { linesOf } from '../storage/git.ts'
import { commitOf, type Repository } from './repository.ts'

const fetchPatienceMs = 10_000

/** What a task begins at where nobody chose: the remote's main branch, else what is checked out. Undefined: HEAD is detached, with no remote. */
export async function defaultBase({ git, branch }: Repository): Promise<string | undefined> {
  const remoteHead = await git(['symbolic-ref', '-q', '--short', 'refs/remotes/origin/HEAD'])
  return remoteHead.ok ? remoteHead.value.trim() : branch
}

interface RemoteBranch {
  readonly remote: string
  readonly branch: string
}

export interface BaseFault {
  readonly kind: 'no-base'
  readonly message: string
}

export interface BaseAsked {
  readonly id: string
  readonly name: string
  /** False: what is known here is enough. */
  readonly isFetched: boolean
  /** Waited for before anything of the repository changes. */
  readonly beforeFetch: () => Promise<void>
}

export async function freshBase(
  repository: Repository,
  { id, name, isFetched, beforeFetch }: BaseAsked,
): Promise<Result<WorktreeBase, BaseFault>> {
  const { git } = repository
  const [local, upstream] = await Promise.all([commitOf(git, name), remoteBranchOf(repository, name)])
  if (upstream === undefined) {
    return local === undefined ? missing(repository, name) : ok({ name, commit: local })
  }
  if (isFetched) await beforeFetch()
  const told = isFetched ? await fetchOne(repository, upstream, id) : { commit: undefined, problem: undefined }
  const known = told.commit ?? (await commitOf(git, `refs/remotes/${upstream.remote}/${upstream.branch}`))
  if (known === undefined && local === undefined) return missing(repository, name)
  const commit = await theNewer(repository, local, known)
  const isOfRemote = commit === known
  return ok({
    ...{ name, commit },
    fetchedAtMs: told.commit !== undefined ? Date.now() : isOfRemote ? await fetchedAt(repository) : undefined,
    fetchProblem: told.problem,
  })
}

function missing({ dir }: Repository, name: string): Result<never, BaseFault> {
  return err({
    kind: 'no-base',
    message: `There is no "${name}" in ${dir}. Name a branch, a tag or a commit that exists.`,
  })
}

/** Of a name that is a remote's branch itself, or a branch here that follows one. Which remotes there are is asked where it could be either. */
async function remoteBranchOf({ git }: Repository, name: string): Promise<RemoteBranch | undefined> {
  const told = await git([
    'for-each-ref',
    '--format=%(refname)%00%(upstream:remotename)%00%(upstream:remoteref)',
    `refs/heads/${name}`,
  ])
  // Branches below that name are told, too.
  const rows = told.ok ? linesOf(told.value).map((row) => row.split('\0')) : []
  const here = rows.find(([ref]) => ref === `refs/heads/${name}`)
  const [, follows = '', ref = ''] = here ?? []
  const plain = name.replace(/^refs\/remotes\//, '')
  if (here === undefined ? !plain.includes('/') : follows === '' || !ref.startsWith('refs/heads/')) return undefined
  const remotes = await git(['remote'])
  const names = remotes.ok ? linesOf(remotes.value) : []
  if (here !== undefined)
    return names.includes(follows) ? { remote: follows, branch: ref.slice('refs/heads/'.length) } : undefined
  const own = names.find((remote) => plain.startsWith(`${remote}/`))
  return own === undefined ? undefined : { remote: own, branch: plain.slice(own.length + 1) }
}

/** One branch, into a ref of ours: what the user's own refs say of the remote is theirs, and nothing is pruned. */
async function fetchOne({ git }: Repository, { remote, branch }: RemoteBranch, id: string) {
  const into = fetchRefOf(id)
  const fetched = await git(
    [
      ...[
        'fetch',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-recurse-submodules',
        '--no-prune',
        '--quiet',
        '--refmap=',
        // The repository's config may name another program for it.
        '--upload-pack=git-upload-pack',
        '--end-of-options',
      ],
      ...[remote, `+refs/heads/${branch}:${into}`],
    ],
    { patienceMs: fetchPatienceMs },
  )
  if (fetched.ok) return { commit: await commitOf(git, into), problem: undefined }
  const [line = 'it gave no reason'] = linesOf(fetched.error.message).slice(-1)
  return { commit: undefined, problem: `${remote} could not be asked: ${line}` }
}

/** What is here may be ahead of the remote, behind, or both: what was committed here is never left out. */
async function theNewer({ git }: Repository, local: string | undefined, remote: string | undefined): Promise<string> {
  if (local === undefined || remote === undefined) return local ?? remote ?? ''
  const isBehind = (await git(['merge-base', '--is-ancestor', local, remote])).ok
  return isBehind ? remote : local
}

async function fetchedAt({ commonDir }: Repository): Promise<number | undefined> {
  return (await stat(join(commonDir, 'FETCH_HEAD')).catch(() => undefined))?.mtimeMs
}
