/**
 * The prompts in the index, each once: one that stands in its session's records and in its agent's own list is one row, whichever was
 * read first. SQL alone, inside the transaction of whoever writes.
 */
import { wordPieces } from '../core/search/word-pieces.ts'
import type { Database } from '../storage/sqlite.ts'

export interface ToldPrompt {
  /** Of its passage. */
  readonly id: number
  readonly session: number
  readonly text: string
  /** The words inside its words. */
  readonly pieces: string
  readonly print: number
  readonly atMs: number
}

export interface ListedPrompt {
  readonly session: number
  /** Its session is not told: it may be any one of these, of its agent. */
  readonly isSessionUnknown: boolean
  readonly text: string
  readonly print: number
  readonly atMs: number
  readonly list: number
  readonly place: number
  readonly folder: number | null
}

/** A prompt that waited for the end of a turn is in the records when it went. */
const waitsAtMostMs = 3_600_000
/** Without a session the moment has to tell. */
const sameMomentMs = 10_000
/** Nobody sends two prompts to one session so fast: other words for one, such as a paste by its place. */
const tooQuickMs = 1_500

const isToldSql = 'id > 0'

/** From a session's records. */
export function addToldPrompts(database: Database, prompts: readonly ToldPrompt[]): void {
  const insert = database.prepare('INSERT OR IGNORE INTO prompt (id, at_ms, session, print) VALUES (?, ?, ?, ?)')
  const join = database.prepare(
    'INSERT OR IGNORE INTO prompt (id, at_ms, session, print, list, place, folder) SELECT ?, ?, ?, ?, list, place, folder FROM prompt WHERE id = ?',
  )
  const listedOnly = database.prepare(
    `SELECT id FROM prompt INDEXED BY prompt_of_list WHERE session = @session AND id <= 0 AND
       ((print = @print AND at_ms BETWEEN @atMs - ${waitsAtMostMs} AND @atMs + ${sameMomentMs}) OR at_ms BETWEEN @atMs - ${tooQuickMs} AND @atMs + ${tooQuickMs})
     ORDER BY print <> @print, abs(at_ms - @atMs) LIMIT 1`,
  )
  const listedAnywhere = database.prepare(
    `SELECT p.id FROM prompt p JOIN session s ON s.id = p.session WHERE p.print = @print AND p.id <= 0 AND s.session_id = ''
       AND s.agent = (SELECT agent FROM session WHERE id = @session) AND p.at_ms BETWEEN @atMs - ${sameMomentMs} AND @atMs + ${sameMomentMs} LIMIT 1`,
  )
  for (const { id, session, text, pieces, print, atMs } of prompts) {
    addWords(database, id, text, pieces)
    const of = { session, print, atMs }
    const listed = (listedOnly.pluck().get(of) ?? listedAnywhere.pluck().get(of)) as number | undefined
    if (listed === undefined) {
      insert.run(id, atMs, session, print)
      continue
    }
    join.run(id, atMs, session, print, listed)
    remove(database, listed)
  }
}

/** From an agent's own list. */
export function addListedPrompts(database: Database, prompts: readonly ListedPrompt[]): void {
  const told = database.prepare(
    `SELECT id FROM prompt WHERE session = @session AND ${isToldSql} AND list IS NULL AND
       ((print = @print AND at_ms BETWEEN @atMs - ${sameMomentMs} AND @atMs + ${waitsAtMostMs}) OR at_ms BETWEEN @atMs - ${tooQuickMs} AND @atMs + ${tooQuickMs})
     ORDER BY print <> @print, abs(at_ms - @atMs) LIMIT 1`,
  )
  const toldAnywhere = database.prepare(
    `SELECT p.id FROM prompt p JOIN session s ON s.id = p.session WHERE p.print = @print AND p.id > 0 AND p.list IS NULL
       AND s.agent = (SELECT agent FROM session WHERE id = @session) AND p.at_ms BETWEEN @atMs - ${sameMomentMs} AND @atMs + ${sameMomentMs} LIMIT 1`,
  )
  const join = database.prepare('UPDATE prompt SET list = ?, place = ?, folder = ? WHERE id = ?')
  const insert = database.prepare('INSERT OR IGNORE INTO prompt VALUES (?, ?, ?, ?, ?, ?, ?)')
  for (const { session, isSessionUnknown, text, print, atMs, list, place, folder } of prompts) {
    const found = (isSessionUnknown ? toldAnywhere : told).pluck().get({ session, print, atMs }) as number | undefined
    if (found !== undefined) {
      join.run(list, place, folder, found)
      continue
    }
    const id = insertBelow(atMs, (free) => insert.run(free, atMs, session, print, list, place, folder).changes > 0)
    addWords(database, id, text, wordPieces(text))
  }
}

/** Its records are read anew: what stands in a list of its agent's as well stays, and finds its record again. */
export function clearToldPrompts(database: Database, session: number): void {
  const listed = database.prepare(`SELECT * FROM prompt WHERE session = ? AND ${isToldSql} AND list IS NOT NULL`)
  const rows = listed.all(session) as StoredPrompt[]
  const told = `SELECT id FROM prompt WHERE session = ? AND ${isToldSql}`
  database.prepare(`DELETE FROM prompt_words WHERE rowid IN (${told})`).run(session)
  database.prepare(`DELETE FROM prompt WHERE session = ? AND ${isToldSql}`).run(session)
  const insert = database.prepare('INSERT OR IGNORE INTO prompt VALUES (?, ?, ?, ?, ?, ?, ?)')
  for (const { at_ms, print, list, place, folder } of rows) {
    insertBelow(at_ms, (id) => insert.run(id, at_ms, session, print, list, place, folder).changes > 0)
  }
}

interface StoredPrompt {
  readonly at_ms: number
  readonly print: number
  readonly list: number
  readonly place: number
  readonly folder: number | null
}

const addWords = (database: Database, id: number, text: string, pieces: string): void => {
  database.prepare('INSERT INTO prompt_words (rowid, body, pieces) VALUES (?, ?, ?)').run(id, text, pieces)
}

const placesPerSecond = 64

/** Its id: the first free one of its second, below 0. */
function insertBelow(atMs: number, insert: (id: number) => boolean): number {
  let id = -Math.max(0, Math.floor(atMs / 1000)) * placesPerSecond
  while (!insert(id)) id--
  return id
}

/** All prompts that only this list has; of the others, that it has them. */
export function clearList(database: Database, list: number): void {
  database
    .prepare('DELETE FROM prompt_words WHERE rowid IN (SELECT id FROM prompt WHERE list = ? AND id <= 0)')
    .run(list)
  database.prepare('DELETE FROM prompt WHERE list = ? AND id <= 0').run(list)
  database.prepare('UPDATE prompt SET list = NULL, place = NULL, folder = NULL WHERE list = ?').run(list)
}

export function clearListedPrompts(database: Database, session: number): void {
  database
    .prepare('DELETE FROM prompt_words WHERE rowid IN (SELECT id FROM prompt WHERE session = ? AND id <= 0)')
    .run(session)
  database.prepare('DELETE FROM prompt WHERE session = ? AND id <= 0').run(session)
}

export function forgetPromptsOf(database: Database, sessionId: string): void {
  const own = 'SELECT id FROM prompt WHERE session IN (SELECT id FROM session WHERE session_id = ?)'
  database.prepare(`DELETE FROM prompt_words WHERE rowid IN (${own})`).run(sessionId)
  database.prepare(`DELETE FROM prompt WHERE id IN (${own})`).run(sessionId)
}

function remove(database: Database, id: number): void {
  database.prepare('DELETE FROM prompt WHERE id = ?').run(id)
  database.prepare('DELETE FROM prompt_words WHERE rowid = ?').run(id)
}
