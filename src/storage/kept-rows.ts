/** A look into a store of ours beside whoever keeps it: how much it holds. */
import { existsSync, statSync } from 'node:fs'
import type { Database } from './sqlite.ts'
import { openForReading, withCompanions } from './sqlite.ts'

export interface KeptRows {
  readonly rows: number
  readonly sinceMs?: number | undefined
}

/** Undefined: there is none, or it can't be read now. */
export function lookInto<T>(path: string, look: (database: Database) => T): T | undefined {
  const opened = existsSync(path) ? openForReading(path) : undefined
  if (opened?.ok !== true) return undefined
  try {
    return look(opened.value)
  } catch {
    return undefined
  } finally {
    opened.value.close()
  }
}

/** With its log, and what was put aside or copied of it. */
export const bytesWithCompanions = (path: string): number =>
  withCompanions(path).reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0)
