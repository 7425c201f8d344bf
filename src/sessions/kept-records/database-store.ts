/** The sessions of an agent that keeps them in databases of its own. */
import type { SessionDatabase } from '../../agents/agent.ts'
import type { DatabaseSessions } from '../../agents/session-source.ts'
import { logOfDatabase, markOf } from '../../storage/database-mark.ts'
import { withQuery } from '../../storage/foreign-database.ts'
import type { FoundSession, ReadOrder, SessionStore, SessionTexts } from '../session-store.ts'
import { eachSession } from '../session-store.ts'
import { databasePaths } from './database-paths.ts'
import { KeptSessionReader } from './kept-session-reader.ts'
import { keptTexts } from './kept-texts.ts'
import type { RecordsSource } from './records-source.ts'

export interface DatabaseStoreOptions {
  readonly sessions: DatabaseSessions
  readonly database: SessionDatabase
  readonly dataDirs: readonly string[]
}

interface FoundRows extends FoundSession {
  readonly path: string
}

/** More than a page shows. */
const newestRecords = 250

export class DatabaseStore implements SessionStore {
  readonly #options: DatabaseStoreOptions

  constructor(options: DatabaseStoreOptions) {
    this.#options = options
  }

  /** A database that can't be read has none to find. */
  find(beginning: string): readonly FoundRows[] {
    const { database } = this.#options
    return databasePaths(this.#options).flatMap((path) => {
      const found = withQuery(path, (query) => database.find(query, beginning))
      return found.ok ? found.value.map((one) => ({ ...one, path })) : []
    })
  }

  read({ sessionId, listener }: ReadOrder): KeptSessionReader {
    return new KeptSessionReader({ sessionId, source: this.#sourceOf(sessionId), listener })
  }

  texts(beginning = ''): readonly SessionTexts[] {
    const all = eachSession(this.find(beginning), (one, other) => one.changedMs > other.changedMs)
    return all.map((found) => keptTexts(found, () => this.#sourceOf(found.sessionId, found.path)))
  }

  #sourceOf(sessionId: string, at?: string): RecordsSource {
    const { database } = this.#options
    let known = at
    const path = () => (known ??= this.#pathOf(sessionId))
    return {
      watched: () =>
        (path() === undefined ? databasePaths(this.#options) : [path() ?? '']).flatMap((one) => [
          one,
          logOfDatabase(one),
        ]),
      mark: () => {
        const own = path()
        return own && markOf(own)
      },
      read: (sinceMs) => withQuery(path() ?? '', (query) => database.read(query, sessionId, sinceMs)),
      tail() {
        const own = path()
        const read =
          own === undefined ? undefined : withQuery(own, (query) => database.tail?.(query, sessionId, newestRecords))
        return read?.ok === true ? read.value : undefined
      },
      readWhole(of, offset) {
        const read = withQuery(path() ?? '', (query) => database.readWhole(query, of, offset))
        return read.ok ? read.value : []
      },
    }
  }

  /** Of several, one may be a backup: the one written last. */
  #pathOf(sessionId: string): string | undefined {
    const own = this.find(sessionId).filter((found) => found.sessionId === sessionId)
    return own.toSorted((a, b) => b.changedMs - a.changedMs)[0]?.path
  }
}
