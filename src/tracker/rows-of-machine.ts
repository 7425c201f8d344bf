/** Rows from before machines had names are this machine's: nobody else writes into its store. They get its name where they are. */
import type { Database } from '../storage/sqlite.ts'

export function nameRows(database: Database, machine: string): void {
  const named = database.prepare(`SELECT value FROM meta WHERE key = 'machine'`).pluck()
  if (named.get() === machine) return
  database
    .transaction(() => {
      for (const table of ['file', 'session'])
        database.prepare(`UPDATE ${table} SET machine = ? WHERE machine = ''`).run(machine)
      database.prepare(`INSERT OR REPLACE INTO meta VALUES ('machine', ?)`).run(machine)
    })
    .immediate()
}
