/** What the index holds, looked at beside whoever keeps it. */
import { type KeptRows, rowsIn } from '../storage/kept-rows.ts'
import { lookInto } from '../storage/sqlite.ts'

/** Texts. */
export const indexRows = (path: string): KeptRows | undefined =>
  rowsIn(path, 'count(*), min(second) * 1000 FROM passage')

export const textsOf = (path: string, sessionIds: readonly string[]): number =>
  lookInto(
    path,
    (database) =>
      database
        .prepare(
          `SELECT count(*) FROM passage WHERE session IN
             (SELECT id FROM session WHERE session_id IN (SELECT value FROM json_each(?)))`,
        )
        .pluck()
        .get(JSON.stringify(sessionIds)) as number,
  ) ?? 0
