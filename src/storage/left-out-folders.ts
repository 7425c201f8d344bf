/** Looks whether a folder's sessions are left out: by the user's patterns, or by an ignore file in it or above it. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { foldersAbove, ignoreFileName, isMeantBy } from '../core/data/left-out.ts'
import { monotonicMs } from './monotonic.ts'

/** Thousands of sessions lie in a few folders: those are not looked at for each. */
const sameLookMs = 5_000

/** Patterns may change at any time; a file that was just laid down counts within seconds. Undefined: nobody knows the folder. */
export function createLeftOut(
  patterns: () => readonly string[],
  homeDir = homedir(),
  clock: () => number = monotonicMs,
): (folder: string | undefined) => boolean {
  let known = new Map<string, boolean>()
  let knownMs = Number.NEGATIVE_INFINITY
  const hasIgnoreFile = (folder: string): boolean => {
    const before = known.get(folder)
    if (before !== undefined) return before
    const found = existsSync(join(folder, ignoreFileName))
    known.set(folder, found)
    return found
  }
  return (folder) => {
    if (folder === undefined) return false
    if (clock() - knownMs > sameLookMs) {
      known = new Map()
      knownMs = clock()
    }
    return isMeantBy(patterns(), folder, homeDir) || foldersAbove(folder).some(hasIgnoreFile)
  }
}
