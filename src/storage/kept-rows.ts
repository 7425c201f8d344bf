/** How much a store of ours holds. */
import { statSync } from 'node:fs'
import { lookInto, withCompanions } from './sqlite.ts'

export interface KeptRows {
  readonly rows: number
  readonly sinceMs?: number | undefined
}

/** `of`: `count(*), min(at_ms) FROM message`, the time in ms. Undefined: as `lookInto`. */
export const rowsIn = (path: string, of: string): KeptRows | undefined =>
  lookInto(path, (database) => {
    const [rows, first] = database.prepare(`SELECT ${of}`).raw().get() as [number, number | null]
    return { rows, sinceMs: first ?? undefined }
  })

/** With its log, and what was put aside or copied of it. */
export const bytesWithCompanions = (path: string): number =>
  withCompanions(path).reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0)
