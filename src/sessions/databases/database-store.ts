/** The sessions of an agent that keeps them in databases of its own. */
import { join } from 'node:path'
import type { SessionDatabase } from '../../agents/agent.ts'
import type { DatabaseSessions } from '../../agents/session-source.ts'
import { withQuery } from '../../storage/foreign-database.ts'
import { namesIn } from '../../storage/look.ts'
import type { FoundSession, ReadOrder, SessionStore } from '../session-store.ts'
import { DatabaseSessionReader } from './database-session-reader.ts'

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

  read({ sessionId, listener }: ReadOrder): DatabaseSessionReader {
    return new DatabaseSessionReader({
      sessionId,
      database: this.#options.database,
      listener,
      findPath: () => this.#pathOf(sessionId),
      pathsToCome: () => this.#paths(),
    })
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
