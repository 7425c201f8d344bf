/** A file that one agent tells another of: it is there, and lies in the sender's project or the user's home. It is never read. */
import { realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, relative, sep } from 'node:path'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'

/** The path with links followed; else why not. */
export async function sharedFile(
  path: string,
  projectDir: string | undefined,
  home = homedir(),
): Promise<Result<string, string>> {
  if (!isAbsolute(path)) return err(`${path} is no whole path.`)
  const real = await realOf(path)
  if (real === undefined) return err(`${path} is not there, or can’t be looked at.`)
  for (const folder of [projectDir, home]) {
    const within = folder === undefined ? undefined : await realOf(folder)
    if (within !== undefined && isBelow(real, within)) return ok(real)
  }
  return err(`${path} lies neither in the project nor in your home folder.`)
}

const realOf = (path: string): Promise<string | undefined> => realpath(path).catch(() => undefined)

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
