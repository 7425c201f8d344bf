/**
 * Which sessions in agents' databases were written lately. A database is asked only after it was written, and then for its newest
 * messages alone; one that can't be read at this moment says what it said last.
 */
import type { DatabaseSessions } from '../../agents/session-source.ts'
import { logOfDatabase, markOf } from '../../storage/database-mark.ts'
import { modifiedMs } from '../../storage/look.ts'
import type { FoundSession } from '../session-store.ts'
import { databasePaths } from './database-paths.ts'

/** Undefined where the database can't be read now. */
export type AskRecent = (path: string, sinceMs: number) => Promise<readonly FoundSession[] | undefined>

export interface ChangedRows extends FoundSession {
  readonly path: string
  /** Seen at an earlier look, and written since. */
  readonly hasGrown: boolean
}

export interface DatabaseChangesOptions {
  readonly sessions: DatabaseSessions
  readonly dataDirs: readonly string[]
  readonly askRecent: AskRecent
}

interface KnownDatabase {
  readonly mark: string
  readonly found: readonly ChangedRows[]
}

export class DatabaseChanges {
  readonly #options: DatabaseChangesOptions
  readonly #known = new Map<string, KnownDatabase>()

  constructor(options: DatabaseChangesOptions) {
    this.#options = options
  }

  async since(ms: number): Promise<readonly ChangedRows[]> {
    const changed: ChangedRows[] = []
    for (const path of databasePaths(this.#options)) {
      const writtenMs = Math.max(modifiedMs(path) ?? 0, modifiedMs(logOfDatabase(path)) ?? 0)
      if (writtenMs >= ms) changed.push(...(await this.#askedOf(path, ms)))
    }
    return changed.filter(({ changedMs }) => changedMs >= ms)
  }

  async #askedOf(path: string, ms: number): Promise<readonly ChangedRows[]> {
    const mark = markOf(path)
    const before = this.#known.get(path)
    if (before?.mark === mark) return before.found
    const recent = await this.#options.askRecent(path, ms)
    if (recent === undefined) return before?.found ?? []
    const earlier = new Map(before?.found.map((one) => [one.sessionId, one.changedMs]))
    const found = recent.map((one) => ({
      ...one,
      path,
      hasGrown: one.changedMs > (earlier.get(one.sessionId) ?? one.changedMs),
    }))
    this.#known.set(path, { mark, found })
    return found
  }
}
