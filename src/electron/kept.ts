/** What was fetched and lies in the cache, whole or in parts. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'

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

/** Programs of earlier versions; one that runs stays. */
export async function removeOlder(home: string, version: string, running: readonly string[]): Promise<void> {
  const others = (await readdir(home)).filter((name) => /^\d+(?:\.\d+)+$/.test(name) && name !== version)
  const unused = others
    .map((name) => join(home, name))
    .filter((dir) => !running.some((path) => path.startsWith(dir + sep)))
  // What the system holds on to goes the next time.
  await Promise.all(unused.map((folder) => rm(folder, { recursive: true, force: true }).catch(() => undefined)))
}

export const removeKept = (home: string): Promise<void> => rm(home, { recursive: true, force: true, maxRetries: 5 })
