/** What lies in folders that come and go: one that is not there, or can't be read, holds nothing. */
import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'

export function entriesIn(dir: string): readonly Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
  } catch {
    return []
  }
}

/** Linked ones, too. */
export const foldersIn = (dir: string): readonly string[] =>
  entriesIn(dir)
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => join(dir, name))
