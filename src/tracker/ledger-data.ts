/** What the ledger holds, looked at beside whoever keeps it. */
import { type KeptRows, rowsIn } from '../storage/kept-rows.ts'
import { lookInto } from '../storage/sqlite.ts'
import { sessionsKeptHereAlone } from './forget-sessions.ts'
import { quarterMs } from './store-schema.ts'
import { ledgerPath } from './writing-side.ts'

/** Responses. */
export const ledgerRows = (dataDir: string): KeptRows | undefined =>
  rowsIn(
    ledgerPath(dataDir),
    `coalesce(sum(responses), 0), min(iif(quarter > 0, quarter, NULL)) * ${quarterMs} FROM by_time`,
  )

export const countKeptHereAlone = (dataDir: string, ids: readonly string[]): number =>
  lookInto(ledgerPath(dataDir), (database) => sessionsKeptHereAlone(database, ids).length) ?? 0

/** The folders in which sessions began. */
export const foldersOfSessions = (dataDir: string): readonly string[] =>
  lookInto(
    ledgerPath(dataDir),
    (database) =>
      database.prepare('SELECT DISTINCT cwd FROM session WHERE cwd IS NOT NULL').pluck().all() as readonly string[],
  ) ?? []

export const sessionsIn = (dataDir: string, folders: readonly string[]): readonly string[] =>
  (folders.length === 0
    ? undefined
    : lookInto(
        ledgerPath(dataDir),
        (database) =>
          database
            .prepare('SELECT id FROM session WHERE cwd IN (SELECT value FROM json_each(?))')
            .pluck()
            .all(JSON.stringify(folders)) as readonly string[],
      )) ?? []
