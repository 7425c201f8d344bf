/** Files of a worktree that are in no commit yet: listed, and as a commit that only an id leads to. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { err, ok, type Result } from '../core/result.ts'
import type { OpenFile } from '../core/tasks/task-work.ts'
import { statusRows } from '../core/worktrees/status-rows.ts'
import { partsOf, type SafeGit } from '../storage/git.ts'
import { nobody } from './look.ts'

export interface OpenLook {
  readonly files: readonly OpenFile[]
  /** What lies in submodules alone can't be committed from here. */
  readonly insideSubmodules: readonly string[]
  readonly addedLines: number
  readonly removedLines: number
}

/** Undefined: git does not tell. */
export async function openFiles(git: SafeGit): Promise<OpenLook | undefined> {
  const [status, lines] = await Promise.all([
    git([
      ...['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignore-submodules=none'],
      ...['--no-renames', '--no-ahead-behind'],
    ]),
    git(['diff', '--numstat', '-z', '--no-renames', '--no-ext-diff', '--no-textconv', 'HEAD']),
  ])
  const rows = status.ok ? statusRows(status.value) : undefined
  if (rows === undefined || !lines.ok) return undefined
  const counted = partsOf(lines.value).map((row) => row.split('\t'))
  const sum = (at: number) => counted.reduce((total, row) => total + (Number(row[at]) || 0), 0)
  const isInside = (row: (typeof rows)[number]) => row.submodule === 'changes' && !row.isStaged
  return {
    files: rows
      // Another repository that lies there untracked is none of its files.
      .filter((row) => row.state !== 'ignored' && !row.isFolder && !isInside(row))
      .map(({ path, state, isStaged }) => ({ path, state: state === 'ignored' ? 'untracked' : state, isStaged })),
    insideSubmodules: rows.filter(isInside).map(({ path }) => path),
    ...{ addedLines: sum(0), removedLines: sum(1) },
  }
}

/** HEAD with all of them, as a commit of its own; the index and the folder stay as they are. HEAD itself where there are none. */
export async function commitOfOpen(git: SafeGit, files: readonly OpenFile[]): Promise<Result<string, string>> {
  const head = await git(['rev-parse', 'HEAD'])
  if (!head.ok) return err(head.error.message)
  if (files.length === 0) return ok(head.value.trim())
  const scratch = await mkdtemp(join(tmpdir(), 'tce-open-'))
  try {
    const env = { ...nobody, GIT_INDEX_FILE: join(scratch, 'index') }
    const place = await git(['rev-parse', '--path-format=absolute', '--git-path', 'index'])
    if (place.ok) await copyFile(place.value.trim(), env.GIT_INDEX_FILE).catch(() => undefined)
    const input = files.map(({ path }) => `${path}\0`).join('')
    const added = await git(['add', '-A', '--pathspec-from-file=-', '--pathspec-file-nul'], { env, input })
    if (!added.ok) return err(added.error.message)
    const tree = await git(['write-tree'], { env })
    if (!tree.ok) return err(tree.error.message)
    const dated = { ...env, GIT_AUTHOR_DATE: '@0 +0000', GIT_COMMITTER_DATE: '@0 +0000' }
    const made = await git(['commit-tree', tree.value.trim(), '-p', head.value.trim(), '-m', 'open files'], {
      env: dated,
    })
    return made.ok ? ok(made.value.trim()) : err(made.error.message)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
