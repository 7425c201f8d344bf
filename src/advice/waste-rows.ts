/** How much is kept of what advice found. */
import type { KeptRows } from '../storage/kept-rows.ts'
import { lookInto } from '../storage/sqlite.ts'

export const wasteRows = (path: string): KeptRows | undefined =>
  lookInto(path, (database) => {
    const [rows, first] = database.prepare('SELECT count(*), min(changed_ms) FROM session_waste').raw().get() as [
      number,
      number | null,
    ]
    return { rows, sinceMs: first ?? undefined }
  })
