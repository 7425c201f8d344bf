/** The sessions of an agent that keeps them in databases of its own. */
import { join } from 'node:path'
import type { SessionDatabase } from '../../agents/agent.ts'
import type { DatabaseSessions } from '../../agents/session-source.ts'
import { logOfDatabase, markOf } from '../../storage/database-mark.ts'
import { withQuery } from '../../storage/foreign-database.ts'
import { namesIn } from '../../storage/look.ts'
import type { FoundSession, ReadOrder, SessionStore } from '../session-store.ts'
import { KeptSessionReader } from './kept-session-reader.ts'
import type { RecordsSource } from './records-source.ts'

export interface DatabaseStoreOptions {
  readonly sessions: DatabaseSessions
  readonly database: SessionDatabase
  readonly dataDirs: readonly string[]
}

interface FoundRows extends FoundSession {
  readonly path: string
}

export class DatabaseStore implements SessionStore {
  readonly #options: DatabaseStoreOptions

  constructor(options: DatabaseStoreOptions) {
    this.#options = options
  }

  /** A database that can't be read has none to find. */
  find(beginning: string): readonly FoundRows[] {
    const { database } = this.#options
    return this.#paths().flatMap((path) => {
      const found = withQuery(path, (query) => database.find(query, beginning))
      return found.ok ? found.value.map((one) => ({ ...one, path })) : []
    })
  }

  read({ sessionId, listener }: ReadOrder): KeptSessionReader {
    return new KeptSessionReader({ sessionId, source: this.#sourceOf(sessionId), listener })
  }

  #sourceOf(sessionId: string): RecordsSource {
    const { database } = this.#options
    let known: string | undefined
    const path = () => (known ??= this.#pathOf(sessionId))
    return {
      watched: () =>
        (path() === undefined ? this.#paths() : [path() ?? '']).flatMap((one) => [one, logOfDatabase(one)]),
      mark: () => {
        const own = path()
        return own && markOf(own)
      },
      read: (sinceMs) => withQuery(path() ?? '', (query) => database.read(query, sessionId, sinceMs)),
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

  #paths(): readonly string[] {
    const { sessions, dataDirs } = this.#options
    return dataDirs
      .flatMap((dir) => sessions.folders(dir))
      .flatMap((dir) =>
        namesIn(dir)
          .filter((name) => sessions.isFile(name))
          .map((name) => join(dir, name)),
      )
  }
}
