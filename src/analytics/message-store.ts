/** Messages on disk. Of a session all that one reading found is written at once, with how far it was read. */
import { type BilledSum, noSum } from '../core/analytics/billed.ts'
import type { CountedMessage } from '../core/analytics/message.ts'
import { readMessage, writeMessage } from '../core/analytics/message.ts'
import type { CountedResponse } from '../core/analytics/response-counter.ts'
import { BrokenOff, RebuildableStore } from '../storage/rebuildable-store.ts'
import type { Database } from '../storage/sqlite.ts'
import { markDirty, writtenOver } from '../storage/sqlite.ts'
import { keepResponsesMs, messageMigrations } from './message-schema.ts'

/** By lane: the last event that was read, and by what it is known again. */
export type Places = Readonly<Record<string, { readonly cursor: string; readonly print: string }>>

export interface KnownSession {
  readonly id: number
  /** Of the database in which it has this id. */
  readonly store: number
  readonly agent: string
  readonly sessionId: string
  /** Of its records when they were read to their end; '' before. */
  readonly mark: string
  readonly places: Places
  /** '' where it is to be read from its beginning. */
  readonly carry: string
  readonly readMs: number
  /** The sum of what was counted. */
  readonly counted: BilledSum
  /** What the ledger had more when it was read from its beginning. */
  readonly missing: BilledSum
  /** Another one after every write: whoever read it meanwhile writes nothing. */
  readonly revision: number
}

export interface SessionReading {
  readonly mark: string
  readonly places: Places
  readonly carry: string
  readonly messages: readonly CountedMessage[]
  readonly responses: readonly CountedResponse[]
  readonly counted: BilledSum
  readonly missing: BilledSum
  /** What was known of its messages does not hold any more. */
  readonly isAnew: boolean
}

export interface StoredMessage {
  readonly session: number
  readonly message: CountedMessage
}

interface SessionRow {
  readonly id: number
  readonly agent: string
  readonly session_id: string
  readonly mark: string
  readonly places: string
  readonly carry: string
  readonly read_ms: number
  readonly counted: string
  readonly missing: string
  readonly revision: number
}

export class MessageStore {
  readonly #store: RebuildableStore
  readonly #machine: string
  readonly #clock: () => number
  #writes = 0

  constructor(path: string, machine: string, clock: () => number = Date.now) {
    this.#store = new RebuildableStore({
      path,
      migrations: messageMigrations,
      howItComesBack: 'messages are counted again from the transcripts',
      areNumbersHeld: true,
      nowMs: clock,
    })
    this.#machine = machine
    this.#clock = clock
  }

  get problems(): readonly string[] {
    return this.#store.problems
  }

  /** Between two passes: its file may have been taken away, or the disk take something again. */
  mend(): void {
    this.#store.mend()
  }

  /** Another one when anything was written, here or by another program. */
  get version(): string {
    return this.#read(
      (database) => `${this.#store.number} ${this.#writes} ${database.pragma('data_version', { simple: true })}`,
    )
  }

  sessions(): readonly KnownSession[] {
    return this.#read((database) => (database.prepare('SELECT * FROM session').all() as SessionRow[]).map(this.#known))
  }

  session(sessionId: string): readonly KnownSession[] {
    return this.#read((database) =>
      (database.prepare('SELECT * FROM session WHERE session_id = ?').all(sessionId) as SessionRow[]).map(this.#known),
    )
  }

  /** For a session that is new, or that somebody else just began. */
  add(agent: string, sessionId: string): KnownSession {
    return this.#store.attempt(() => {
      const { database } = this.#store
      markDirty(database)
      database
        .prepare(`INSERT OR IGNORE INTO session (agent, machine, session_id, mark, places, carry, read_ms, revision)
                  VALUES (?, ?, ?, '', '{}', '', 0, 0)`)
        .run(agent, this.#machine, sessionId)
      const find = database.prepare('SELECT * FROM session WHERE agent = ? AND session_id = ?')
      return this.#known(find.get(agent, sessionId) as SessionRow)
    })
  }

  message(session: number, no: number): CountedMessage | undefined {
    const text = this.#read((database) =>
      database.prepare('SELECT counted FROM message WHERE session = ? AND no = ?').pluck().get(session, no),
    )
    return typeof text === 'string' ? readMessage(text) : undefined
  }

  /** In the order of time. */
  messages(sinceMs = Number.MIN_SAFE_INTEGER): readonly StoredMessage[] {
    return this.#read((database) =>
      (
        database
          .prepare('SELECT session, counted FROM message WHERE at_ms >= ? ORDER BY at_ms')
          .all(sinceMs) as readonly { readonly session: number; readonly counted: string }[]
      ).map(({ session, counted }) => ({ session, message: readMessage(counted) })),
    )
  }

  messagesOf(session: number): readonly CountedMessage[] {
    return this.#read((database) =>
      (
        database.prepare('SELECT counted FROM message WHERE session = ? ORDER BY no').pluck().all(session) as string[]
      ).map(readMessage),
    )
  }

  responses(sinceMs: number): readonly (CountedResponse & { readonly session: number })[] {
    return this.#read(
      (database) =>
        database
          .prepare(
            'SELECT session, id, at_ms AS atMs, new_input AS newInput, output FROM response WHERE at_ms >= ? ORDER BY at_ms',
          )
          .all(sinceMs) as (CountedResponse & { readonly session: number })[],
    )
  }

  /** The session as it is known from now on; undefined: somebody else wrote it meanwhile, and nothing was. */
  write(known: KnownSession, reading: SessionReading): KnownSession | undefined {
    const { mark, places, carry, counted, missing } = reading
    const readMs = this.#clock()
    const after = { ...known, mark, places, carry, counted, missing, readMs, revision: known.revision + 1 }
    let isWritten = false
    this.#write((database) => {
      if (known.store !== this.#store.number) throw new BrokenOff()
      const { changes } = database
        .prepare(
          `UPDATE session SET mark = ?, places = ?, carry = ?, read_ms = ?, counted = ?, missing = ?, revision = ?
           WHERE id = ? AND revision = ?`,
        )
        .run(
          ...[mark, JSON.stringify(places), carry, readMs, JSON.stringify(counted), JSON.stringify(missing)],
          ...[after.revision, known.id, known.revision],
        )
      isWritten = changes > 0
      if (isWritten) this.#put(database, known.id, reading)
    })
    return isWritten ? after : undefined
  }

  tidy(): void {
    this.#write((database) => {
      database.prepare('DELETE FROM response WHERE at_ms < ?').run(this.#clock() - keepResponsesMs)
    })
  }

  forget(sessionIds: readonly string[]): void {
    this.#write((database) =>
      writtenOver(database, () => {
        const own = 'IN (SELECT id FROM session WHERE session_id IN (SELECT value FROM json_each(?)))'
        const ids = JSON.stringify(sessionIds)
        database.prepare(`DELETE FROM message WHERE session ${own}`).run(ids)
        database.prepare(`DELETE FROM response WHERE session ${own}`).run(ids)
        database.prepare('DELETE FROM session WHERE session_id IN (SELECT value FROM json_each(?))').run(ids)
      }),
    )
  }

  close(): void {
    this.#store.close()
  }

  readonly #known = (row: SessionRow): KnownSession => ({ ...knownOf(row), store: this.#store.number })

  #put(database: Database, session: number, { isAnew, messages, responses }: SessionReading): void {
    if (isAnew) {
      database.prepare('DELETE FROM message WHERE session = ?').run(session)
      database.prepare('DELETE FROM response WHERE session = ?').run(session)
    }
    const put = database.prepare('INSERT OR REPLACE INTO message VALUES (?, ?, ?, ?)')
    for (const message of messages) put.run(session, message.no, Math.round(message.atMs), writeMessage(message))
    const sinceMs = this.#clock() - keepResponsesMs
    const putResponse = database.prepare('INSERT OR REPLACE INTO response VALUES (?, ?, ?, ?, ?)')
    for (const { id, atMs, newInput, output } of responses) {
      if (atMs >= sinceMs) putResponse.run(session, id, Math.round(atMs), newInput, output)
    }
  }

  #read<T>(ask: (database: Database) => T): T {
    return this.#store.attempt(() => ask(this.#store.database))
  }

  #write(act: (database: Database) => void): void {
    this.#writes++
    this.#store.write(act)
  }
}

const knownOf = (row: SessionRow): Omit<KnownSession, 'store'> => ({
  id: row.id,
  agent: row.agent,
  sessionId: row.session_id,
  mark: row.mark,
  places: JSON.parse(row.places) as Places,
  carry: row.carry,
  readMs: row.read_ms,
  counted: { ...noSum, ...(JSON.parse(row.counted) as Partial<BilledSum>) },
  missing: { ...noSum, ...(JSON.parse(row.missing) as Partial<BilledSum>) },
  revision: row.revision,
})
