/** One folder of a task's, listed. Nothing outside of it is looked at, whatever links stand in it. */
import { constants } from 'node:fs'
import { lstat, open, readdir, realpath } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'
import type { TaskFile, TaskFiles } from '../core/tasks/task-view.ts'

const mostEntries = 1_000

/** Undefined: there is no such folder below it. */
export async function listFiles(root: string, dir: string): Promise<TaskFiles | undefined> {
  const parts = dir.split('/').filter((part) => part !== '' && part !== '.')
  if (isAbsolute(dir) || parts.some((part) => part === '..' || part === '.git' || part.includes('\0'))) return undefined
  try {
    const top = await realpath(root)
    const path = join(top, ...parts)
    const real = await realpath(path)
    // A link between would lead elsewhere.
    if (real !== path && !(real === top || real.startsWith(top + sep))) return undefined
    const handle = await open(real, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
    await handle.close()
    const names = (await readdir(real, { withFileTypes: true })).filter(({ name }) => name !== '.git')
    const sorted = names.toSorted(
      (a, b) => Number(b.isDirectory()) - Number(a.isDirectory()) || (a.name < b.name ? -1 : 1),
    )
    const entries = await Promise.all(
      sorted.slice(0, mostEntries).map(async (entry): Promise<TaskFile> => {
        if (entry.isDirectory()) return { name: entry.name, kind: 'folder' }
        if (entry.isSymbolicLink()) return { name: entry.name, kind: 'link' }
        if (!entry.isFile()) return { name: entry.name, kind: 'other' }
        const sizeBytes = (await lstat(join(real, entry.name)).catch(() => undefined))?.size
        return { name: entry.name, kind: 'file', sizeBytes }
      }),
    )
    return { dir: parts.join('/'), entries, moreEntries: Math.max(0, sorted.length - mostEntries) }
  } catch {
    return undefined
  }
}
