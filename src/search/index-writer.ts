/** Writes the index: passages by time, each session's progress in the same transaction, so that whoever is stopped goes on there. */
import { firstLetters } from '../core/search/first-letters.ts'
import type { Passage } from '../core/search/passage.ts'
import { passageRoles } from '../core/search/passage.ts'
import { wordPieces } from '../core/search/word-pieces.ts'
import { RebuildableStore } from '../storage/rebuildable-store.ts'
import type { Database } from '../storage/sqlite.ts'
import { markDirty } from '../storage/sqlite.ts'
import { PartFiller, secondOf, takeOut, tidySome, untidyPart } from './index-part.ts'
import { searchMigrations } from './search-schema.ts'

export interface IndexedPassage extends Passage {
  readonly session: number
  readonly cursor: string
  readonly atMs: number
}

/** How far a session is indexed. */
export interface Progress {
  readonly session: number
  /** Of its records when they were read to their end; '' before. */
  readonly mark: string
  readonly changedMs: number
  readonly places: Places
  /** As it was found, or written last: of a session that somebody else wrote meanwhile nothing is written. */
  readonly before: StoredState
}

/** What is stored of a session's progress, to be compared. */
export interface StoredState {
  readonly mark: string
  /** As JSON. */
  readonly places: string
}

export const newSession: StoredState = { mark: '', places: '{}' }

/** By lane: the last event that is indexed, and by what it is known again. */
export type Places = Readonly<Record<string, { readonly cursor: string; readonly print: string }>>

export interface KnownSession extends Omit<Progress, 'before'> {
  readonly stored: StoredState
  readonly agent: string
  readonly sessionId: string
  readonly indexedMs: number
}

interface SessionRow {
  readonly id: number
  readonly agent: string
  readonly session_id: string
  readonly mark: string
  readonly changed_ms: number
  readonly places: string
  readonly indexed_ms: number
}

export class IndexWriter {
  readonly #store: RebuildableStore
  readonly #machine: string
  readonly #clock: () => number
  #tidying: number | undefined

  constructor(path: string, machine: string, clock: () => number = Date.now) {
    this.#store = new RebuildableStore({
      path,
      migrations: searchMigrations,
      howItComesBack: 'the index is made again from the transcripts',
      nowMs: clock,
      isCopiedFirst: false,
    })
    this.#machine = machine
    this.#clock = clock
  }

  get problems(): readonly string[] {
    return this.#store.problems
  }

  known(): readonly KnownSession[] {
    const rows = this.#store.attempt(() => this.#store.database.prepare('SELECT * FROM session').all() as SessionRow[])
    return rows.map((row) => ({
      session: row.id,
      agent: row.agent,
      sessionId: row.session_id,
      mark: row.mark,
      changedMs: row.changed_ms,
      places: JSON.parse(row.places) as Places,
      stored: { mark: row.mark, places: row.places },
      indexedMs: row.indexed_ms,
    }))
  }

  /** Its number, for a session that is new, or that somebody else just began. */
  add(agent: string, sessionId: string): number {
    const insert = `INSERT OR IGNORE INTO session (agent, machine, session_id, changed_ms, mark, places, indexed_ms) VALUES (?, ?, ?, 0, ?, ?, 0)`
    const find = 'SELECT id FROM session WHERE agent = ? AND session_id = ?'
    return this.#store.attempt(() => {
      const { database } = this.#store
      markDirty(database)
      database.prepare(insert).run(agent, this.#machine, sessionId, newSession.mark, newSession.places)
      return Number(database.prepare(find).pluck().get(agent, sessionId))
    })
  }

  /** Takes out what is indexed of a session, which is then read from its beginning. */
  clear(session: number): void {
    this.#write((database) => {
      takeOut(database, [session])
      database
        .prepare('UPDATE session SET mark = ?, places = ? WHERE id = ?')
        .run(newSession.mark, newSession.places, session)
    })
  }

  /** All that is known of these sessions; nothing of them is written any more by who reads one. */
  forget(sessionIds: readonly string[]): void {
    for (const sessionId of sessionIds) {
      this.#write((database) => {
        const own = database.prepare('SELECT id FROM session WHERE session_id = ?').pluck().all(sessionId) as number[]
        takeOut(database, own)
        database.prepare('DELETE FROM session WHERE session_id = ?').run(sessionId)
      })
    }
  }

  /** All of a session or nothing of it; those that were written, each with what is stored of it now. */
  write(passages: readonly IndexedPassage[], progress: readonly Progress[]): ReadonlyMap<number, StoredState> {
    const written = new Map<number, StoredState>()
    this.#write((database) => {
      written.clear()
      const update = database.prepare(
        'UPDATE session SET mark = ?, changed_ms = ?, places = ?, indexed_ms = ? WHERE id = ? AND mark = ? AND places = ?',
      )
      for (const { mark, changedMs, places, session, before } of progress) {
        const stored = { mark, places: JSON.stringify(places) }
        const values = [mark, changedMs, stored.places, this.#clock(), session, before.mark, before.places]
        if (update.run(...values).changes > 0) written.set(session, stored)
      }
      this.#addPassages(
        database,
        passages.filter(({ session }) => written.has(session)),
      )
    })
    return written
  }

  /** Puts some of what lies in pieces together; false when there is nothing left of that. */
  tidy(): boolean {
    const part = this.#store.attempt(() => untidyPart(this.#store.database, this.#clock()))
    if (part === undefined) return false
    const isFirst = part !== this.#tidying
    this.#tidying = part
    this.#write((database) => void tidySome(database, part, isFirst))
    return true
  }

  close(): void {
    this.#store.close()
  }

  #addPassages(database: Database, passages: readonly IndexedPassage[]): void {
    if (passages.length === 0) return
    const numberOf = namesIn(database)
    const parts = new PartFiller(database)
    const place = database.prepare('INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    for (const passage of passages) {
      const { cursor, session, role, tool, isFailed, text, path = '' } = passage
      const pieces = wordPieces(text)
      const at = cursor.indexOf('@')
      const second = secondOf(passage.atMs)
      place.run(
        parts.add(passage, pieces, second),
        session,
        second,
        numberOf(cursor.slice(0, at)),
        cursor.slice(at + 1),
        passageRoles.indexOf(role),
        tool === undefined ? null : numberOf(tool),
        isFailed === true ? 1 : 0,
        firstLetters(`${text} ${pieces} ${path}`),
      )
    }
    parts.close()
  }

  #write(act: (database: Database) => void): void {
    this.#store.attempt(() => {
      const { database } = this.#store
      database
        .transaction(() => {
          markDirty(database)
          act(database)
        })
        .immediate()
    })
  }
}

function namesIn(database: Database): (name: string) => number {
  const known = new Map<string, number>()
  const find = database.prepare('SELECT id FROM name WHERE name = ?').pluck()
  const add = database.prepare('INSERT INTO name (name) VALUES (?)')
  return (name) => {
    const number = known.get(name) ?? (find.get(name) as number | undefined) ?? Number(add.run(name).lastInsertRowid)
    known.set(name, number)
    return number
  }
}
