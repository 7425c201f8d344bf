/** What the archive holds, looked at beside whoever writes it. */
import type { ArchiveReport, ArchiveShare } from '../core/data/kept-data.ts'
import { type KeptRows, rowsIn } from '../storage/kept-rows.ts'
import { type Database, lookInto } from '../storage/sqlite.ts'
import { archivePath } from './archive-path.ts'

const sessionsWithFiles = 'FROM session WHERE EXISTS (SELECT 1 FROM file WHERE session = session.id)'

/** Sessions. */
export const archiveRows = (dataDir: string): KeptRows | undefined =>
  rowsIn(archivePath(dataDir), `count(*), min(changed_ms) ${sessionsWithFiles}`)

/** Undefined: there is none, or it can't be read now. */
export const archiveReport = (dataDir: string): ArchiveReport | undefined =>
  lookInto(archivePath(dataDir), (database) => {
    const one = <T>(sql: string) => database.prepare(sql).pluck().get() as T
    const state = (key: string) =>
      database.prepare('SELECT value FROM state WHERE key = ?').pluck().get(key) as string | undefined
    return {
      sessions: one<number>(`SELECT count(*) ${sessionsWithFiles}`),
      onlyHere: one<number>(`SELECT count(*) ${sessionsWithFiles} AND is_gone = 1`),
      bytes: one<number>('SELECT coalesce(sum(bytes), 0) FROM piece'),
      damaged: one<number>(
        `SELECT count(DISTINCT session) FROM file JOIN file_piece ON file = file.id JOIN piece ON piece.id = piece WHERE is_damaged`,
      ),
      problem: state('problem'),
      passedAt: state('passed'),
    }
  })

/** Of which sessions; all conditions hold. None: of all. */
export interface ShareOf {
  readonly sessionIds?: readonly string[] | undefined
  readonly agent?: string | undefined
  /** Written last before this moment. */
  readonly beforeMs?: number | undefined
}

/** What would go with them; pieces that others are made of, too, stay. */
export const shareOf = (dataDir: string, of: ShareOf): ArchiveShare =>
  lookInto(archivePath(dataDir), (database) => {
    const values = valuesOf(of)
    const count = (more: string) =>
      database.prepare(`SELECT count(*) ${sessionsWithFiles} AND ${isMeant}${more}`).pluck().get(values) as number
    return { sessions: count(''), onlyHere: count(' AND is_gone = 1'), bytes: bytesOf(database, values) }
  }) ?? { sessions: 0, onlyHere: 0, bytes: 0 }

/** Their ids, and of those whose agent keeps no file. */
export const sessionsOf = (
  dataDir: string,
  of: ShareOf,
): { readonly all: readonly string[]; readonly onlyHere: readonly string[] } =>
  lookInto(archivePath(dataDir), (database) => {
    const list = (more: string) =>
      database
        .prepare(`SELECT session_id ${sessionsWithFiles} AND ${isMeant}${more}`)
        .pluck()
        .all(valuesOf(of)) as string[]
    return { all: list(''), onlyHere: list(' AND is_gone = 1') }
  }) ?? { all: [], onlyHere: [] }

const isMeant = `(@ids IS NULL OR session_id IN (SELECT value FROM json_each(@ids)))
  AND (@agent IS NULL OR agent = @agent) AND (@before IS NULL OR changed_ms < @before)`

const valuesOf = ({ sessionIds, agent, beforeMs }: ShareOf) => ({
  ids: sessionIds === undefined ? null : JSON.stringify(sessionIds),
  agent: agent ?? null,
  before: beforeMs ?? null,
})

const bytesOf = (database: Database, values: ReturnType<typeof valuesOf>): number =>
  database
    .prepare(
      `WITH meant AS MATERIALIZED (SELECT id FROM session WHERE ${isMeant}),
         freed AS (SELECT piece FROM file_piece JOIN file ON file.id = file GROUP BY piece HAVING min(session IN meant) = 1)
       SELECT coalesce(sum(bytes), 0) FROM piece WHERE id IN freed`,
    )
    .pluck()
    .get(values) as number
