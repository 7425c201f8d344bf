/** What user.sqlite holds, counted and taken away: all of its tables, whoever writes them. */
import { existsSync } from 'node:fs'
import { type KeptRows, rowsIn } from '../storage/kept-rows.ts'
import { type Database, lookInto } from '../storage/sqlite.ts'
import { userPath } from './user-path.ts'
import { openUserStore } from './user-store.ts'

/** Prompts, messages and ideas. */
export const userRows = (dataDir: string): KeptRows | undefined =>
  rowsIn(
    userPath(dataDir),
    `count(*), min(at) FROM (SELECT created_ms AS at FROM prompt UNION ALL SELECT created_ms FROM message
       UNION ALL SELECT created_ms FROM idea)`,
  )

const ofSessions = 'IN (SELECT value FROM json_each(@ids))'
const rowsOf = {
  prompt: `session_id ${ofSessions}`,
  message: `to_session ${ofSessions} OR from_session ${ofSessions}`,
  idea: `session_id ${ofSessions}`,
}

export const promptsOf = (dataDir: string, sessionIds: readonly string[]): number =>
  lookInto(userPath(dataDir), (database) =>
    Object.entries(rowsOf)
      .map(([table, where]) =>
        database
          .prepare(`SELECT count(*) FROM ${table} WHERE ${where}`)
          .pluck()
          .get({ ids: JSON.stringify(sessionIds) }),
      )
      .reduce((sum: number, count) => sum + Number(count), 0),
  ) ?? 0

/** With the steps of its prompts, what its sessions are called and noted, and with whom they are connected. Templates and starred texts stay: they were kept for any project. */
export const forgetPrompts = (dataDir: string, sessionIds: readonly string[]): Promise<void> =>
  change(dataDir, (database) => {
    const values = { ids: JSON.stringify(sessionIds) }
    database
      .prepare(`DELETE FROM prompt_step WHERE number IN (SELECT number FROM prompt WHERE ${rowsOf.prompt})`)
      .run(values)
    const members = `SELECT number FROM team_member WHERE session_id ${ofSessions}`
    database.prepare(`DELETE FROM team_connection WHERE low IN (${members}) OR high IN (${members})`).run(values)
    for (const table of ['queue_pass', 'session_mark', 'team_member']) {
      database.prepare(`DELETE FROM ${table} WHERE session_id ${ofSessions}`).run(values)
    }
    for (const [table, where] of Object.entries(rowsOf))
      database.prepare(`DELETE FROM ${table} WHERE ${where}`).run(values)
  })

export const clearUserData = (dataDir: string): Promise<void> =>
  change(dataDir, (database) => {
    const tables = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
      .pluck()
      .all() as string[]
    for (const table of tables) database.exec(`DELETE FROM "${table}"`)
  })

/** Beside those who have it open: they notice. What is gone is not left in free pages. */
async function change(dataDir: string, act: (database: Database) => void): Promise<void> {
  if (!existsSync(userPath(dataDir))) return
  const opened = openUserStore(dataDir)
  if (!opened.ok) throw new Error(opened.error)
  try {
    await opened.value.write(act)
    await opened.value.read((database) => database.exec('VACUUM'))
  } finally {
    await opened.value.close()
  }
}
