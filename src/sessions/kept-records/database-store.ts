/**
 * The sessions of an agent that keeps them in databases of its own; behind those, what the archive keeps of sessions that are in none any
 * more.
 */
import { join } from 'node:path'
import type { SessionDatabase } from '../../agents/agent.ts'
import type { Query } from '../../agents/query.ts'
import type { DatabaseSessions } from '../../agents/session-source.ts'
import { type AgentFiles, stampIn } from '../../storage/agent-files.ts'
import { logOfDatabase, markOf } from '../../storage/database-mark.ts'
import { type Looked, withQuery } from '../../storage/foreign-database.ts'
import type { FoundSession, ReadOrder, SessionStore, SessionTexts } from '../session-store.ts'
import { eachSession } from '../session-store.ts'
import { databasePaths } from './database-paths.ts'
import { KeptSessionReader } from './kept-session-reader.ts'
import { keptTexts } from './kept-texts.ts'
import type { RecordsSource } from './records-source.ts'
import { createRowDatabases, type RowDatabases } from './row-database.ts'
import { databaseOfFolder, sessionOfRowFile, writtenRows } from './row-file.ts'

export interface DatabaseStoreOptions {
  readonly sessions: DatabaseSessions
  readonly database: SessionDatabase
  readonly dataDirs: readonly string[]
  readonly files: AgentFiles
}

interface FoundRows extends FoundSession {
  /** Of the database; of the session's own file where it is archived. */
  readonly path: string
  readonly isArchived: boolean
}

/** More than a page shows. */
const newestRecords = 250

export class DatabaseStore implements SessionStore {
  readonly #options: DatabaseStoreOptions
  readonly #archived: RowDatabases

  constructor(options: DatabaseStoreOptions) {
    this.#options = options
    this.#archived = createRowDatabases(options.files, options.database.rows)
  }

  /** A database that can't be read has none to find. */
  find(beginning: string): readonly FoundRows[] {
    const { database } = this.#options
    const there = databasePaths(this.#options).flatMap((path) => {
      const found = withQuery(path, (query) => database.find(query, beginning))
      return found.ok ? found.value.map((one) => ({ ...one, path, isArchived: false })) : []
    })
    const ids = new Set(there.map(({ sessionId }) => sessionId))
    return [...there, ...this.#findArchived(beginning).filter(({ sessionId }) => !ids.has(sessionId))]
  }

  read({ sessionId, listener }: ReadOrder): KeptSessionReader {
    return new KeptSessionReader({ sessionId, source: this.#sourceOf(sessionId), listener })
  }

  texts(beginning = ''): readonly SessionTexts[] {
    const all = eachSession(this.find(beginning), (one, other) => one.changedMs > other.changedMs)
    return all.map((found) => keptTexts(found, () => this.#sourceOf(found.sessionId, found)))
  }

  #findArchived(beginning: string): readonly FoundRows[] {
    const { sessions, dataDirs } = this.#options
    const files = this.#options.files.ofSessions(beginning)
    const folders = dataDirs
      .flatMap((dir) => sessions.folders(dir))
      .flatMap((dir) =>
        files
          .entriesIn(dir)
          .filter(({ name }) => sessions.isFile(databaseOfFolder(name) ?? ''))
          .map(({ name }) => join(dir, name)),
      )
    return folders.flatMap((dir) =>
      files.entriesIn(dir).flatMap(({ name }) => {
        const sessionId = sessionOfRowFile(name)
        if (sessionId?.startsWith(beginning) !== true) return []
        const path = join(dir, name)
        return { sessionId, path, changedMs: files.statOf(path)?.mtimeMs ?? 0, isArchived: true }
      }),
    )
  }

  #sourceOf(sessionId: string, at?: FoundRows): RecordsSource {
    const { database, files } = this.#options
    let known = at
    const place = () => (known ??= this.#placeOf(sessionId))
    const ask = <T>(use: (query: Query) => T): Looked<T | undefined> => {
      const own = place()
      if (own === undefined) return { ok: true, value: undefined }
      return own.isArchived ? this.#archived.ask(own.path, use) : withQuery(own.path, use)
    }
    return {
      watched: () => {
        const own = place()
        const paths = own === undefined || own.isArchived ? databasePaths(this.#options) : [own.path]
        return paths.flatMap((one) => [one, logOfDatabase(one)])
      },
      files() {
        const own = place()
        return own?.isArchived === true ? [own.path] : []
      },
      rows() {
        const own = place()
        return own === undefined || own.isArchived ? undefined : writtenRows(own.path, sessionId, database.rows)
      },
      mark() {
        const own = place()
        return own && (own.isArchived ? stampIn(files, own.path) : markOf(own.path))
      },
      read: (sinceMs) => {
        const read = ask((query) => database.read(query, sessionId, sinceMs))
        if (!read.ok || read.value !== undefined || known === undefined) return read
        // It was deleted: what is archived of it tells the same.
        known = undefined
        return place() === undefined ? read : ask((query) => database.read(query, sessionId, sinceMs))
      },
      tail() {
        const read = ask((query) => database.tail?.(query, sessionId, newestRecords))
        return read.ok ? read.value : undefined
      },
      readWhole(of, offset) {
        const read = ask((query) => database.readWhole(query, of, offset))
        return (read.ok ? read.value : undefined) ?? []
      },
    }
  }

  /** Of several, one may be a backup: the one written last. */
  #placeOf(sessionId: string): FoundRows | undefined {
    const own = this.find(sessionId).filter((found) => found.sessionId === sessionId)
    return own.toSorted((a, b) => b.changedMs - a.changedMs)[0]
  }
}
