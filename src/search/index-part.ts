/**
 * The parts of the index: each holds texts of one week, and a week has as many as it needs. Whoever looks for the newest looks into few of
 * them, however much there is: what a question costs does not grow with all that was ever said.
 *
 * words_<part>   body: the text; pieces: words inside words; path. Without the text itself: an excerpt is read where it stands
 */
import type { Passage } from '../core/search/passage.ts'
import type { Database, Statement } from '../storage/sqlite.ts'

export interface Part {
  readonly id: number
  /** Places taken, also by passages that were taken out again. */
  readonly used: number
  readonly firstS: number
  readonly lastS: number
}

/** Places in a part. Numbers that are close together are stored in one byte each. */
export const partPlaces = 1 << 15

export const wordsOf = (part: number): string => `words_${part}`
export const firstIdOf = (part: number): number => part * partPlaces
export const partOf = (id: number): number => Math.floor(id / partPlaces)
export const secondOf = (atMs: number): number => Math.max(0, Math.floor(atMs / 1000))

const selectParts = 'SELECT id, used, first_s AS firstS, last_s AS lastS FROM part'

/** In which there may be something of these seconds (`beforeS` not included), that with the newest first. */
export const partsBetween = (database: Database, fromS: number, beforeS: number): readonly Part[] =>
  database
    .prepare(`${selectParts} WHERE last_s >= ? AND first_s < ? ORDER BY last_s DESC, id DESC`)
    .all(fromS, beforeS) as Part[]

interface OpenPart {
  readonly id: number
  used: number
  firstS: number
  lastS: number
  readonly insert: Statement
}

const secondsOfWeek = 7 * 86_400
export const weekOf = (second: number): number => Math.floor(second / secondsOfWeek)

/** Where passages are added: inside one transaction. `close` at its end. */
export class PartFiller {
  readonly #database: Database
  readonly #open = new Map<number, OpenPart>()

  constructor(database: Database) {
    this.#database = database
  }

  /** The passage's id. `pieces`: the words inside its words. */
  add({ text, path = '' }: Passage, pieces: string, second: number): number {
    const part = this.#partFor(weekOf(second))
    part.insert.run(part.used, text, pieces, path)
    part.firstS = Math.min(part.firstS, second)
    part.lastS = Math.max(part.lastS, second)
    return firstIdOf(part.id) + part.used++
  }

  close(): void {
    const update = this.#database.prepare('UPDATE part SET used = ?, first_s = ?, last_s = ?, is_tidy = 0 WHERE id = ?')
    for (const { used, firstS, lastS, id } of this.#open.values()) update.run(used, firstS, lastS, id)
    this.#open.clear()
  }

  #partFor(week: number): OpenPart {
    const open = this.#open.get(week) ?? this.#lastOf(week)
    if (open !== undefined && open.used < partPlaces) {
      this.#open.set(week, open)
      return open
    }
    if (open !== undefined) this.close()
    const begun = this.#begin(week)
    this.#open.set(week, begun)
    return begun
  }

  #lastOf(week: number): OpenPart | undefined {
    const part = this.#database.prepare(`${selectParts} WHERE week = ? ORDER BY id DESC LIMIT 1`).get(week) as
      | Part
      | undefined
    return part && { ...part, insert: this.#inserting(part.id) }
  }

  #begin(week: number): OpenPart {
    const add = this.#database.prepare('INSERT INTO part (week, used, first_s, last_s, is_tidy) VALUES (?, 0, 0, 0, 0)')
    const id = Number(add.run(week).lastInsertRowid)
    this.#database.exec(
      `CREATE VIRTUAL TABLE ${wordsOf(id)} USING fts5(
         body, pieces, path, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
       )`,
    )
    return { id, used: 0, firstS: Number.MAX_SAFE_INTEGER, lastS: 0, insert: this.#inserting(id) }
  }

  #inserting(part: number): Statement {
    return this.#database.prepare(`INSERT INTO ${wordsOf(part)} (rowid, body, pieces, path) VALUES (?, ?, ?, ?)`)
  }
}

/** Takes out all passages of these sessions (numbers); the parts they were in. */
export function takeOut(database: Database, sessions: readonly number[]): ReadonlySet<number> {
  const parts = new Set<number>()
  const ids = database.prepare('SELECT id FROM passage WHERE session = ? ORDER BY id').pluck()
  for (const session of sessions) {
    for (const [part, own] of Map.groupBy(ids.all(session) as number[], partOf)) {
      const places = JSON.stringify(own.map((id) => id - firstIdOf(part)))
      database.prepare(`DELETE FROM ${wordsOf(part)} WHERE rowid IN (SELECT value FROM json_each(?))`).run(places)
      parts.add(part)
    }
    database.prepare('DELETE FROM passage WHERE session = ?').run(session)
  }
  return parts
}

/** A part of so many passages is put together in some hundredths of a second. */
const smallPart = 2_000

/**
 * Words of passages that were taken out stand in an index until it is put together, of nobody: in a small part at once, in a larger one when
 * it is tidied, or grows.
 */
export function dropWords(database: Database, part: number): void {
  const used = database.prepare('SELECT used FROM part WHERE id = ?').pluck().get(part) as number | undefined
  const table = wordsOf(part)
  if (used === undefined) return
  if (used <= smallPart) database.prepare(`INSERT INTO ${table} (${table}) VALUES ('optimize')`).run()
  else database.prepare('UPDATE part SET is_tidy = 0 WHERE id = ?').run(part)
}

/** How much of a full part's words is put together at once: pages, a few milliseconds' work. */
const pagesAtOnce = 250

/** A part to which no more is added, full or of a week that is over, and whose words still lie in several pieces. */
export const untidyPart = (database: Database, nowMs: number): number | undefined =>
  database
    .prepare('SELECT id FROM part WHERE is_tidy = 0 AND (used = ? OR week < ?) LIMIT 1')
    .pluck()
    .get(partPlaces, weekOf(secondOf(nowMs))) as number | undefined

/**
 * Puts some of it together: in one piece it is looked through fastest. True when that was all.
 * https://www.sqlite.org/fts5.html#the_merge_command: below zero begins with all that lies there, and less than two changes are none.
 */
export function tidySome(database: Database, part: number, isFirst: boolean): boolean {
  const table = wordsOf(part)
  const changes = database.prepare('SELECT total_changes()').pluck()
  const before = Number(changes.get())
  database
    .prepare(`INSERT INTO ${table} (${table}, rank) VALUES ('merge', ?)`)
    .run(isFirst ? -pagesAtOnce : pagesAtOnce)
  if (Number(changes.get()) - before >= 2) return false
  database.prepare('UPDATE part SET is_tidy = 1 WHERE id = ?').run(part)
  return true
}
