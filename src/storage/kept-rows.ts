/** How much a store of ours holds. */
import { statSync } from 'node:fs'
import { withCompanions } from './sqlite.ts'

export interface KeptRows {
  readonly rows: number
  readonly sinceMs?: number | undefined
}

/** With its log, and what was put aside or copied of it. */
export const bytesWithCompanions = (path: string): number =>
  withCompanions(path).reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0)
