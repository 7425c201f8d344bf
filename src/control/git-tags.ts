/** The tags of a git repository, with when each was made. */
import { gitIn } from '../storage/git.ts'
import { repositoryRootOf } from '../storage/repository-root.ts'

export interface RepositoryTags {
  readonly root: string
  /** Newest first. */
  readonly tags: readonly { readonly name: string; readonly atMs: number }[]
}

const mostTags = 200

/** Undefined: there is no repository, or git does not answer. */
export async function gitTags(folder: string): Promise<RepositoryTags | undefined> {
  const root = repositoryRootOf(folder)
  if (root === undefined) return undefined
  const text = await gitIn(root)(
    'for-each-ref',
    ...[`--count=${mostTags}`, '--sort=-creatordate', '--format=%(creatordate:unix) %(refname:strip=2)', 'refs/tags'],
  )
  if (text === undefined) return undefined
  const tags = text.split('\n').flatMap((line) => {
    const match = /^(\d+) (.+)$/.exec(line)
    return match?.[2] === undefined ? [] : [{ name: match[2], atMs: Number(match[1]) * 1000 }]
  })
  return { root, tags }
}
