/**
 * A commit of all that is in no commit: byte for byte as it stands in the folder, untracked files too, made beside the index, so that
 * nothing about the worktree changes. Its parent is HEAD.
 */
import { copyFile, lstat, mkdtemp, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { err, ok, type Result } from '../core/result.ts'
import type { GitFailure, SafeGit } from '../storage/git.ts'
import { nobody } from './look.ts'
import type { UnsavedFiles } from './unsaved-files.ts'

export async function writeRescue(
  git: SafeGit,
  ref: string,
  unsaved: UnsavedFiles,
): Promise<Result<string, GitFailure>> {
  const scratch = await mkdtemp(join(tmpdir(), 'tce-rescue-'))
  try {
    const index = join(scratch, 'index')
    const place = await git(['rev-parse', '--path-format=absolute', '--git-path', 'index'])
    if (!place.ok) return place
    await copyFile(place.value.trim(), index).catch(() => undefined)
    const env = { ...nobody, GIT_INDEX_FILE: index }
    const head = await git(['rev-parse', 'HEAD'])
    if (!head.ok) return head
    const lines = await indexLines(git, unsaved, '0'.repeat(head.value.trim().length))
    if (!lines.ok) return lines
    const added = await git(['update-index', '-z', '--index-info'], { input: lines.value, env })
    if (!added.ok) return added
    const tree = await git(['write-tree'], { env })
    if (!tree.ok) return tree
    const message = 'What was in no commit, kept by TCE before the worktree was removed'
    const commit = await git(['commit-tree', tree.value.trim(), '-p', 'HEAD', '-m', message], { env })
    if (!commit.ok) return commit
    const named = await git(['update-ref', ref, commit.value.trim()])
    return named.ok ? ok(commit.value.trim()) : named
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** One for each file, as `update-index --index-info` takes them. */
async function indexLines(
  git: SafeGit,
  { rows, hidden }: UnsavedFiles,
  nothing: string,
): Promise<Result<string, GitFailure>> {
  const wanted = rows.filter(
    ({ state, isFolder, submodule }) => state !== 'ignored' && !isFolder && submodule === undefined,
  )
  const lines: string[] = []
  for (const path of new Set([...wanted.map((row) => row.path), ...hidden])) {
    const at = await lstat(join(git.dir, path)).catch(() => undefined)
    if (at === undefined || at.isDirectory()) {
      if (at === undefined) lines.push(`0 ${nothing}\t${path}`)
      continue
    }
    if (!at.isFile() && !at.isSymbolicLink()) continue
    const blob = at.isSymbolicLink()
      ? await git(['hash-object', '-w', '--stdin'], { input: await readlink(join(git.dir, path), 'buffer') })
      : await git(['hash-object', '-w', '--no-filters', '--', join(git.dir, path)])
    if (!blob.ok) return err({ ...blob.error, message: `${path} can't be read: ${blob.error.message}` })
    const mode = at.isSymbolicLink() ? '120000' : (at.mode & 0o100) !== 0 ? '100755' : '100644'
    lines.push(`${mode} ${blob.value.trim()}\t${path}`)
  }
  return ok(lines.map((line) => `${line}\0`).join(''))
}
