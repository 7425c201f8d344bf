/**
 * After an upgrade that counts otherwise, files that were read before are read again. Until all are, what the old version counted
 * stands beside it, so that no figure is ever missing; then what is left of it goes. What only gone files told stays as it was.
 */
import type { Database } from '../storage/sqlite.ts'
import { sumAnew } from './rebuild.ts'

/** Stored, so that a kill in between is made good at the next update. */
export const noteRecount = (database: Database): void => {
  database.prepare(`INSERT OR REPLACE INTO meta VALUES ('recount', 1)`).run()
}

/** At the end of a whole update. A file that could not be read keeps what it had. */
export function finishRecount(database: Database, machine: string): void {
  if (database.prepare(`SELECT 1 FROM meta WHERE key = 'recount'`).get() === undefined) return
  database
    .transaction(() => {
      database.exec(`
        DELETE FROM response WHERE EXISTS (SELECT 1 FROM file WHERE id = file_id AND is_gone = 0 AND file.reader <> response.reader);
        DELETE FROM meta WHERE key = 'recount';
      `)
      sumAnew(database, machine)
    })
    .immediate()
}
