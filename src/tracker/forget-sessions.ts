/**
 * Takes the words of sessions out of the ledger that are to be forgotten and that no file of their agent tells any more: title, summary,
 * first prompt, folder, branch, files and tools. What they spent stays, under another name.
 */
import { forgottenProject } from '../core/data/kept-data.ts'
import { type Database, writtenOver } from '../storage/sqlite.ts'

/** Their files are gone, so they are kept here alone. */
const keptHereAlone = `SELECT id FROM session WHERE id IN (SELECT value FROM json_each(?)) AND project_slug IS NOT '${forgottenProject}'
  AND NOT EXISTS (SELECT 1 FROM file WHERE session_id = session.id AND is_gone = 0)`

export const sessionsKeptHereAlone = (database: Database, ids: Iterable<string>): readonly string[] =>
  database
    .prepare(keptHereAlone)
    .pluck()
    .all(JSON.stringify([...ids])) as string[]

/** Which they were. */
export function forgetSessions(database: Database, ids: ReadonlySet<string>): readonly string[] {
  const gone = ids.size === 0 ? [] : sessionsKeptHereAlone(database, ids)
  if (gone.length === 0) return []
  writtenOver(
    database,
    database.transaction(() => {
      for (const id of gone) forgetOne(database, id)
    }),
  )
  return gone
}

function forgetOne(database: Database, id: string): void {
  const files = 'file_id IN (SELECT id FROM file WHERE session_id = ?)'
  database.prepare(`DELETE FROM file_facts WHERE ${files}`).run(id)
  database.prepare(`DELETE FROM counted_facts WHERE ${files}`).run(id)
  database.prepare('DELETE FROM insight WHERE session_id = ?').run(id)
  database.prepare('UPDATE file SET project_slug = ? WHERE session_id = ?').run(forgottenProject, id)
  // One row for each branch stays one.
  database
    .prepare(
      `UPDATE source SET project_slug = ?, branch = iif(branch = '', '', '${forgottenProject} ' || id)
       WHERE session_no = (SELECT no FROM session WHERE id = ?)`,
    )
    .run(forgottenProject, id)
  database
    .prepare(
      `UPDATE session SET title = NULL, summary = NULL, first_prompt = NULL, cwd = NULL, branch = NULL, project_slug = ?, haystack = id
       WHERE id = ?`,
    )
    .run(forgottenProject, id)
}
