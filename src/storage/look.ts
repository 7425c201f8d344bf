/** A look at what may not be there, or not be ours to read: then there is nothing. */
import { readdirSync, type Stats, statSync } from 'node:fs'

export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

/** When it was written last, in epoch milliseconds with their fractions. */
export const modifiedMs = (path: string): number | undefined => statOf(path)?.mtimeMs

export function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}

/** Another one after every write. */
export function stampAt(path: string): string {
  const stats = statOf(path)
  return stats === undefined ? '-' : `${stats.size}/${stats.mtimeMs}`
}
