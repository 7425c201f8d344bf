/** How much limits.sqlite holds, looked at beside whoever keeps it. */
import type { KeptRows } from '../storage/kept-rows.ts'
import { lookInto } from '../storage/sqlite.ts'
import { limitsPath } from './limits-path.ts'

export const limitRows = (dataDir: string): KeptRows | undefined =>
  lookInto(limitsPath(dataDir), (database) => {
    const [rows, first] = database.prepare('SELECT count(*), min(began_ms) FROM window').raw().get() as [
      number,
      number | null,
    ]
    return { rows, sinceMs: first ?? undefined }
  })
