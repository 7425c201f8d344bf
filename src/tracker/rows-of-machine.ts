/** Rows from before machines had names are this machine's: nobody else writes into its store. They get its name where they are. */
import type { Database } from '../storage/sqlite.ts'
import { statsCacheAgent } from './insights.ts'

const tables = ['file', 'session', 'insight', 'stats_day'] as const

export function nameRows(database: Database, machine: string): void {
  const named = database.prepare(`SELECT value FROM meta WHERE key = 'machine'`).pluck()
  if (named.get() === machine && !hasUnnamed(database)) return
  database
    .transaction(() => {
      for (const table of tables) database.prepare(`UPDATE ${table} SET machine = ? WHERE machine = ''`).run(machine)
      for (const table of ['insight', 'stats_day'])
        database.prepare(`UPDATE ${table} SET agent = ? WHERE agent = ''`).run(statsCacheAgent)
      database.prepare(`INSERT OR REPLACE INTO meta VALUES ('machine', ?)`).run(machine)
    })
    .immediate()
}

/** These two were given names later than the others. */
const hasUnnamed = (database: Database): boolean =>
  database
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM insight WHERE machine = '') OR EXISTS (SELECT 1 FROM stats_day WHERE machine = '')`,
    )
    .pluck()
    .get() === 1
