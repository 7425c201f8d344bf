/** What was found in each session, kept until its log changes: `advice.sqlite`, which can be made again from the logs. */
import type { SessionWaste } from '../core/advice/session-waste.ts'
import { wasteVersion } from '../core/advice/session-waste.ts'
import { RebuildableStore } from '../storage/rebuildable-store.ts'
import { type Migrations, writtenOver } from '../storage/sqlite.ts'

export const wasteMigrations: Migrations = [
  `
  -- waste is JSON: core/advice/session-waste.ts. mark changes with the log, version with the rules.
  CREATE TABLE session_waste (
    agent TEXT NOT NULL,
    session_id TEXT NOT NULL,
    machine TEXT NOT NULL,
    mark TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL,
    read_ms INTEGER NOT NULL,
    waste TEXT NOT NULL,
    PRIMARY KEY (agent, session_id)
  ) STRICT;
  CREATE INDEX session_waste_by_change ON session_waste (changed_ms);
  `,
]

export interface SessionKey {
  readonly agent: string
  readonly sessionId: string
}

export interface KnownWaste extends SessionKey {
  readonly mark: string
  readonly readMs: number
}

export interface StoredWaste extends SessionKey {
  readonly waste: SessionWaste
}

export class WasteStore {
  readonly #store: RebuildableStore
  readonly #machine: string

  constructor(path: string, machine: string) {
    this.#store = new RebuildableStore({
      path,
      migrations: wasteMigrations,
      howItComesBack: 'advice is found again from the sessions',
    })
    this.#machine = machine
  }

  get problems(): readonly string[] {
    return this.#store.problems
  }

  /** Those whose waste was found by the rules of now. */
  known(): readonly KnownWaste[] {
    return this.#rows<KnownWaste>(
      'SELECT agent, session_id AS sessionId, mark, read_ms AS readMs FROM session_waste WHERE version = ?',
      wasteVersion,
    )
  }

  put({ agent, sessionId }: SessionKey, mark: string, changedMs: number, readMs: number, waste: SessionWaste): void {
    this.#store.write((database) => {
      database
        .prepare('INSERT OR REPLACE INTO session_waste VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
        .run(agent, sessionId, this.#machine, mark, wasteVersion, Math.round(changedMs), readMs, JSON.stringify(waste))
    })
  }

  forget(sessionIds: readonly string[]): void {
    const sql = 'DELETE FROM session_waste WHERE session_id IN (SELECT value FROM json_each(?))'
    this.#store.write((database) => writtenOver(database, () => database.prepare(sql).run(JSON.stringify(sessionIds))))
  }

  /** Of sessions written since; one after the other, as many as there may be. */
  since(sinceMs: number): readonly StoredWaste[] {
    const rows = this.#rows<SessionKey & { readonly waste: string }>(
      'SELECT agent, session_id AS sessionId, waste FROM session_waste WHERE changed_ms >= ? ORDER BY changed_ms DESC',
      Math.floor(sinceMs),
    )
    return rows.map(({ agent, sessionId, waste }) => ({ agent, sessionId, waste: JSON.parse(waste) as SessionWaste }))
  }

  close(): void {
    this.#store.close()
  }

  #rows<T>(sql: string, ...values: readonly number[]): readonly T[] {
    return this.#store.attempt(() => this.#store.database.prepare(sql).all(...values) as T[])
  }
}
