/**
 * Agents' own databases: which of their sessions changed since they were read, and what those hold. One that is locked, broken or half
 * migrated keeps what was known of it, is named, and is tried again at the next look.
 */
import type { DatabaseRecords, DatabaseSession, Query } from '../agents/records.ts'
import { markOf } from '../storage/database-mark.ts'
import { withQuery } from '../storage/foreign-database.ts'
import type { Database } from '../storage/sqlite.ts'
import type { KnownFile } from './known-file.ts'
import { pieceOf, type RecordPiece } from './read-records.ts'
import { isOutdated, type RecordFile, readerVersion, recordsOf } from './record-files.ts'
import { noteRecount } from './recount.ts'

export interface DatabaseLook {
  readonly problems: readonly string[]
  /** What changed sessions hold, some at a time: to be stored as they come. */
  pieces(): Generator<readonly RecordPiece[]>
  /** Whether a unit of a database is still there; undefined for what belongs to none. */
  readonly isPresent: (unit: string) => boolean | undefined
}

/** A session in a database is kept in the ledger as if it were a file of this name. */
const unitOf = (path: string, sessionId: string): string => `${path}#${sessionId}`

const sessionsAtOnce = 50

export class AgentDatabases {
  readonly #ledger: Database

  constructor(ledger: Database) {
    this.#ledger = ledger
  }

  look(files: readonly RecordFile[], known: ReadonlyMap<string, KnownFile>): DatabaseLook {
    const problems: string[] = []
    const sessions = new Map<RecordFile, readonly DatabaseSession[]>()
    for (const file of files) {
      if (this.#isRead(file)) continue
      const listed = withQuery(file.path, (query) => databaseRecords(file).sessions(query))
      if (listed.ok) sessions.set(file, listed.value)
      else problems.push(listed.problem)
    }
    return {
      problems,
      pieces: () => this.#pieces(sessions, known, problems),
      isPresent: (unit) => {
        const file = files.find(({ path }) => unit.startsWith(`${path}#`))
        const listed = file && sessions.get(file)
        if (file === undefined) return undefined
        return listed === undefined || listed.some(({ sessionId }) => unit === unitOf(file.path, sessionId))
      },
    }
  }

  *#pieces(
    sessions: ReadonlyMap<RecordFile, readonly DatabaseSession[]>,
    known: ReadonlyMap<string, KnownFile>,
    problems: string[],
  ): Generator<readonly RecordPiece[]> {
    for (const [file, listed] of sessions) {
      const mark = readMark(file)
      const changed = listed.filter(({ sessionId, stamp }) => {
        const unit = known.get(unitOf(file.path, sessionId))
        return unit?.[4] !== stamp || isOutdated(file, unit)
      })
      if (changed.some(({ sessionId }) => isOutdated(file, known.get(unitOf(file.path, sessionId))))) {
        noteRecount(this.#ledger)
      }
      let isWhole = true
      for (let at = 0; at < changed.length; at += sessionsAtOnce) {
        const some = changed.slice(at, at + sessionsAtOnce)
        const read = withQuery(file.path, (query) => some.map((session) => readSession(file, session, query)))
        if (read.ok) yield read.value
        else {
          problems.push(read.problem)
          isWhole = false
        }
      }
      if (isWhole) this.#noteRead(file, mark)
    }
  }

  /** Nothing was written since it was read by this version: neither to the file nor to its log. */
  #isRead(file: RecordFile): boolean {
    const row = this.#ledger.prepare('SELECT value FROM meta WHERE key = ?').get(metaKey(file.path)) as
      | { readonly value: unknown }
      | undefined
    return row !== undefined && row.value === readMark(file)
  }

  #noteRead({ path }: RecordFile, mark: string): void {
    this.#ledger.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(metaKey(path), mark)
  }
}

const readMark = ({ path, kind }: RecordFile): string => [markOf(path), readerVersion(kind) || []].flat().join(' v')

const metaKey = (path: string): string => `database ${path}`

function databaseRecords({ kind, path }: RecordFile): DatabaseRecords {
  const records = recordsOf(kind)
  if (records.kind !== 'database') throw new Error(`${path} is no database.`)
  return records
}

function readSession(file: RecordFile, { sessionId, parentId, stamp }: DatabaseSession, query: Query): RecordPiece {
  const { path, kind } = file
  const place = {
    projectSlug: undefined,
    sessionId: parentId ?? sessionId,
    subagentId: parentId === undefined ? undefined : sessionId,
  }
  const state = {
    offset: 0,
    carryBytes: 0,
    device: file.device,
    inode: 0,
    sizeBytes: 0,
    mtimeMs: stamp,
    fingerprint: String(stamp),
    readerCarry: undefined,
  }
  const task = { path: unitOf(path, sessionId), kind, place, state: undefined, facts: undefined }
  return pieceOf(task, state, (sink) => databaseRecords(file).read(query, sessionId, sink))
}
