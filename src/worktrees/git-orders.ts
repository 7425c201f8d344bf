/** What git takes for orders in the folder that all worktrees of a repository share: whoever may write it runs programs as whoever calls git. */
import { lstat, mkdir, open, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gitOrderNames } from '../core/tasks/fence.ts'

/**
 * Each that is there now. What every repository may have is made where it is missing, empty, as git itself would: what is not there can't be kept
 * from being made. `folder`: whose `.git` may be a file that says where all of it lies.
 */
export async function gitOrders(commonDir: string, folder: string): Promise<readonly string[]> {
  for (const name of gitOrderNames) await makeEmpty(join(commonDir, name), name === 'hooks')
  const worktrees = join(commonDir, 'worktrees')
  const names = await readdir(worktrees).catch(() => [])
  const asked = [
    ...gitOrderNames.map((name) => join(commonDir, name)),
    // Of submodules, each a repository with orders of its own.
    ...['config.worktree', 'modules'].map((name) => join(commonDir, name)),
    // Where another worktree looks for its orders.
    ...names.flatMap((name) => ['commondir', 'gitdir', 'config.worktree'].map((file) => join(worktrees, name, file))),
  ]
  const there = await Promise.all(asked.map(async (path) => ((await kindOf(path)) === undefined ? [] : [path])))
  const pointer = join(folder, '.git')
  return [...there.flat(), ...((await kindOf(pointer)) === 'file' ? [pointer] : [])]
}

async function makeEmpty(path: string, isFolder: boolean): Promise<void> {
  if ((await kindOf(path)) !== undefined) return
  await mkdir(isFolder ? path : dirname(path), { recursive: true })
  if (!isFolder) await (await open(path, 'a')).close()
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'other' | undefined> {
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined) return undefined
  return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other'
}
