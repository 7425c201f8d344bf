/** Forgets all that can be counted again: what came from files that are still there. */
import type { Database } from '../storage/sqlite.ts'
import { StoreWriter } from './store-writer.ts'

/**
 * Claude Code deletes transcripts after 30 days: what was counted from those is nowhere else, so it stays, and with it the sums
 * of it. All in one transaction: killed in between, nothing was forgotten.
 */
export function forgetPresentFiles(database: Database, machine: string): void {
  database
    .transaction(() => {
      const isPresent = 'IN (SELECT id FROM file WHERE is_gone = 0)'
      database.exec(`
        DELETE FROM response WHERE file_id ${isPresent};
        DELETE FROM bad_line WHERE file_id ${isPresent};
        DELETE FROM file_facts WHERE file_id ${isPresent};
        DELETE FROM counted_facts WHERE file_id ${isPresent};
        DELETE FROM file WHERE is_gone = 0;
        DELETE FROM session WHERE id NOT IN (SELECT session_id FROM file) AND no NOT IN (SELECT session_no FROM source);
        DELETE FROM meta;
      `)
      sumAnew(database, machine)
    })
    .immediate()
}

/** All sums from the responses that are there. Inside a transaction. */
export function sumAnew(database: Database, machine: string): void {
  database.exec(`
    DELETE FROM by_time; DELETE FROM by_source; DELETE FROM by_session; DELETE FROM reported;
    UPDATE session SET responses = 0, tokens = 0;
  `)
  new StoreWriter(database, machine).sumAll()
}
