/** Writes the index: passages by time, each session's progress in the same transaction, so that whoever is stopped goes on there. */
import { firstLetters } from '../core/search/first-letters.ts'
import type { Passage } from '../core/search/passage.ts'
import { passageRoles } from '../core/search/passage.ts'
import { wordPieces } from '../core/search/word-pieces.ts'
import { RebuildableStore } from '../storage/rebuildable-store.ts'
import type { Database } from '../storage/sqlite.ts'
import { markDirty, writtenOver } from '../storage/sqlite.ts'
import { dropWords, PartFiller, secondOf, takeOut, tidySome, untidyPart } from './index-part.ts'
import {
  addListedPrompts,
  addToldPrompts,
  clearList,
  clearListedPrompts,
  clearToldPrompts,
  forgetPromptsOf,
  type ListedPrompt,
  type ToldPrompt,
} from './prompt-rows.ts'
import { searchMigrations } from './search-schema.ts'

export interface IndexedPassage extends Passage {
  readonly session: number
  readonly cursor: string
  readonly atMs: number
  /** Of what was sent to its session itself: by what its text is known again. */
  readonly print?: number | undefined
}

/** How far an agent's own list of prompts is read. */
export interface ListProgress {
  readonly list: number
  /** Of the first byte that was not read. */
  readonly offset: number
  /** By what its beginning is known again; '' as long as nothing is read. */
  readonly print: string
}

/** A prompt of such a list, by what its agent says. */
export interface NewListed extends Omit<ListedPrompt, 'session' | 'isSessionUnknown' | 'list' | 'folder'> {
  readonly sessionId: string | undefined
  readonly folder: string | undefined
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
      areNumbersHeld: true,
      restsWith: 'What was indexed before is found, what is new is not.',
    })
    this.#machine = machine
    this.#clock = clock
  }

  get problems(): readonly string[] {
    return this.#store.problems
  }

  /** False: the disk takes nothing, and nothing is written. */
  get isSaved(): boolean {
    return this.#store.isSaved
  }

  /** Between two passes: its file may have been taken away, or the disk take something again. True: it is another index than before. */
  mend(): boolean {
    return this.#store.mend()
  }

  /** Who asks it found that it can't be read: why. */
  beginAnew(why: string): void {
    this.#store.beginAnew(why)
  }

  /** Of these sessions, or of all. */
  known(sessionIds?: readonly string[]): readonly KnownSession[] {
    const those = sessionIds === undefined ? '' : ' WHERE session_id IN (SELECT value FROM json_each(?))'
    const values = sessionIds === undefined ? [] : [JSON.stringify(sessionIds)]
    const rows = this.#store.attempt(
      () => this.#store.database.prepare(`SELECT * FROM session${those}`).all(...values) as SessionRow[],
    )
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
    this.#store.write((database) => {
      takeOut(database, [session])
      clearToldPrompts(database, session)
      database
        .prepare('UPDATE session SET mark = ?, places = ? WHERE id = ?')
        .run(newSession.mark, newSession.places, session)
    })
  }

  /** Its prompts that only its agent's own list has. */
  clearListed(session: number): void {
    this.#store.write((database) => clearListedPrompts(database, session))
  }

  /** All that is known of these sessions; nothing of them is written any more by who reads one. */
  forget(sessionIds: readonly string[]): void {
    const parts = new Set<number>()
    for (const sessionId of sessionIds) {
      this.#store.write((database) => {
        const own = database.prepare('SELECT id FROM session WHERE session_id = ?').pluck().all(sessionId) as number[]
        writtenOver(database, () => {
          for (const part of takeOut(database, own)) parts.add(part)
          forgetPromptsOf(database, sessionId)
          database.prepare('DELETE FROM session WHERE session_id = ?').run(sessionId)
        })
      })
    }
    if (parts.size === 0) return
    this.#store.write((database) =>
      writtenOver(database, () => {
        for (const part of parts) dropWords(database, part)
        database.prepare("INSERT INTO prompt_words (prompt_words) VALUES ('optimize')").run()
      }),
    )
  }

  /** All of a session or nothing of it; those that were written, each with what is stored of it now. */
  write(passages: readonly IndexedPassage[], progress: readonly Progress[]): ReadonlyMap<number, StoredState> {
    const written = new Map<number, StoredState>()
    this.#store.write((database) => {
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

  /** How far this list is read, which may be new. */
  list(agent: string, path: string): ListProgress {
    const insert = `INSERT OR IGNORE INTO list (agent, machine, path, offset, print) VALUES (?, ?, ?, 0, '')`
    const find = 'SELECT id AS list, offset, print FROM list WHERE path = ?'
    return this.#store.attempt(() => {
      const { database } = this.#store
      const known = database.prepare(find).get(path)
      if (known !== undefined) return known as ListProgress
      markDirty(database)
      database.prepare(insert).run(agent, this.#machine, path)
      return database.prepare(find).get(path) as ListProgress
    })
  }

  /** It is another one than before: read from its beginning. */
  clearList(list: number): void {
    this.#store.write((database) => {
      clearList(database, list)
      database.prepare(`UPDATE list SET offset = 0, print = '' WHERE id = ?`).run(list)
    })
  }

  /** All of them or none, where nobody else read it meanwhile. False: somebody did. */
  writeListed(agent: string, prompts: readonly NewListed[], before: ListProgress, after: ListProgress): boolean {
    const sessions = new Map([...new Set(prompts.map(sessionOf))].map((id) => [id, this.add(agent, id)]))
    let isOurs = false
    this.#store.write((database) => {
      const update = database.prepare('UPDATE list SET offset = ?, print = ? WHERE id = ? AND offset = ? AND print = ?')
      isOurs = update.run(after.offset, after.print, after.list, before.offset, before.print).changes > 0
      if (!isOurs) return
      const numberOf = namesIn(database)
      const rows = prompts.map((prompt) => ({
        ...prompt,
        session: sessions.get(sessionOf(prompt)) ?? 0,
        isSessionUnknown: prompt.sessionId === undefined,
        list: after.list,
        folder: prompt.folder === undefined ? null : numberOf(prompt.folder),
      }))
      addListedPrompts(database, rows)
    })
    return isOurs
  }

  /** Puts some of what lies in pieces together; false when there is nothing left of that. */
  tidy(): boolean {
    const part = this.#store.attempt(() => untidyPart(this.#store.database, this.#clock()))
    if (part === undefined) return false
    const isFirst = part !== this.#tidying
    this.#tidying = part
    this.#store.write((database) => void tidySome(database, part, isFirst))
    return true
  }

  close(): void {
    this.#store.close()
  }

  #addPassages(database: Database, passages: readonly IndexedPassage[]): void {
    if (passages.length === 0) return
    const numberOf = namesIn(database)
    const prompts: ToldPrompt[] = []
    const parts = new PartFiller(database)
    const place = database.prepare('INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    for (const passage of passages) {
      const { cursor, session, role, tool, isFailed, text, path = '', print } = passage
      const pieces = wordPieces(text)
      const at = cursor.indexOf('@')
      const second = secondOf(passage.atMs)
      const id = parts.add(passage, pieces, second)
      place.run(
        id,
        session,
        second,
        numberOf(cursor.slice(0, at)),
        cursor.slice(at + 1),
        passageRoles.indexOf(role),
        tool === undefined ? null : numberOf(tool),
        isFailed === true ? 1 : 0,
        firstLetters(`${text} ${pieces} ${path}`),
      )
      if (print !== undefined) prompts.push({ id, session, text, pieces, print, atMs: passage.atMs })
    }
    parts.close()
    addToldPrompts(database, prompts)
  }
}

/** Those whose session is not told stand together, under none. */
const sessionOf = ({ sessionId }: NewListed): string => sessionId ?? ''

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
