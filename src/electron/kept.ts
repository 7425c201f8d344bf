/** What was fetched and lies in the cache, whole or in parts. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

export async function keptBytes(home: string): Promise<number> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name))
        .then(({ size }) => size)
        .catch(() => 0),
    )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

export const removeKept = (home: string): Promise<void> => rm(home, { recursive: true, force: true, maxRetries: 5 })
