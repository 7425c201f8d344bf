/**
 * Git that tries something out: what it makes on the way (trees of a merge, a commit of open files) lies in a folder that goes with it. The
 * repository is read and grows by nothing, however often somebody looks.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GitOptions, SafeGit } from '../storage/git.ts'

/** @param objects the repository's own, a whole path. What `act` was told of by an id is gone when this resolves. */
export async function withPassingObjects<T>(
  git: SafeGit,
  objects: string,
  act: (git: SafeGit) => Promise<T>,
): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), 'tce-objects-'))
  const env = { GIT_OBJECT_DIRECTORY: scratch, GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(objects) }
  const trying = (args: readonly string[], options: GitOptions = {}) =>
    git(args, { ...options, env: { ...env, ...options.env } })
  try {
    return await act(Object.assign(trying, { dir: git.dir }))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Several would be told apart by `:`, on Windows by `;`: in quotes it is one (git(1), GIT_ALTERNATE_OBJECT_DIRECTORIES). */
const quoted = (path: string): string => `"${path.replace(/[\\"]/g, (sign) => `\\${sign}`)}"`
