/** The one way in which a folder of ours becomes a worktree: under our lock, so that nobody prunes it while it is not there. */
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { lockReason } from '../core/worktrees/worktree.ts'
import type { SafeGit } from '../storage/git.ts'

export interface NewWorktree {
  readonly id: string
  readonly path: string
  /** Undefined: on none. */
  readonly branch?: string | undefined
  /** Where the branch begins, or what stands there without one; undefined: the branch is there already. */
  readonly commit?: string | undefined
  /** @default true */
  readonly withFiles?: boolean
}

/** Large repositories on slow disks. */
const patienceMs = 600_000

export async function addWorktree(git: SafeGit, { id, path, branch, commit, withFiles = true }: NewWorktree) {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const begun = commit === undefined ? [] : [commit]
  const on =
    branch === undefined ? ['--detach', path] : begun.length === 0 ? [path, branch] : ['--no-track', '-b', branch, path]
  const files = withFiles ? [] : ['--no-checkout']
  return git(['worktree', 'add', '--quiet', ...files, '--lock', '--reason', lockReason(id), ...on, ...begun], {
    patienceMs,
  })
}
