/** What the store knows of files: as little as tells whether one changed. There may be hundreds of thousands of them. */
import { type Database, statement } from '../storage/sqlite.ts'
import { NumberIndex } from './number-index.ts'
import { hashOf } from './text-hash.ts'

/** What a unit carries of which only usage was read; where the rest was, too, it carries nothing. */
export const usageAlone = 'usage alone'

/** As the store gives it. */
export type KnownFile = readonly [
  path: string,
  id: number,
  inode: number,
  sizeBytes: number,
  mtimeMs: number,
  isGone: number,
  /** Of a subagent that nothing describes so far. */
  isUndescribed: number,
  /** By which version it was read. */
  reader: number,
  /** Of a session in a database: tools, files and text were not read so far. */
  isUsageAlone: number,
]

/** By path, or by the name that a session in a database goes by. */
export interface KnownFiles {
  get(path: string): KnownFile | undefined
}

const selectKnown = `SELECT path, id, inode, size, mtime_ms, is_gone, subagent_id IS NOT NULL AND subagent_type IS NULL, reader,
  reader_carry IS '${usageAlone}' FROM file`

/** Looked up one by one: a database holds thousands of sessions, of which few changed. */
export function knownFilesWhenAsked(database: Database): KnownFiles {
  const select = database.prepare(`${selectKnown} WHERE path = ?`).raw()
  return { get: (path) => select.get(path) as KnownFile | undefined }
}

/** What was seen of a file now. */
export interface SeenFile {
  readonly inode: number
  readonly sizeBytes: number
  readonly mtimeMs: number
  /** Of the reader that would read it. */
  readonly version: number
}

/** Rows are garbage when their numbers are taken: of few at a time the collector has little to keep. */
const rowsAtOnce = 500
const numbersPerFile = 5
const [goneBit, undescribedBit, usageAloneBit] = [1, 2, 4]

/**
 * All of them, held as columns: an object for each would be most of what a command needs where nothing changed. Their paths stay in the store,
 * and are known by their hashes; of those that share one with another the path is held, and what is told of a path was compared with it.
 */
export class AllKnownFiles implements KnownFiles {
  readonly #database: Database
  readonly #hashOf: (path: string) => number
  readonly #indexes: NumberIndex
  /** Those whose hash was taken. */
  readonly #twins = new Map<string, number>()
  /** Of each: its number, inode, size, time of change, and its reader's version. */
  readonly #numbers: Float64Array
  readonly #bits: Uint8Array
  readonly #isPresent: Uint8Array
  #count = 0

  constructor(database: Database, ofPath: (path: string) => number = hashOf) {
    this.#database = database
    this.#hashOf = ofPath
    const count = database.prepare('SELECT count(*) FROM file').pluck().get() as number
    this.#indexes = new NumberIndex(count)
    this.#numbers = new Float64Array(count * numbersPerFile)
    this.#bits = new Uint8Array(count)
    this.#isPresent = new Uint8Array(count)
    const select = statement(database, `${selectNumbers} WHERE id > ? ORDER BY id LIMIT ${rowsAtOnce}`).raw()
    for (let last = 0; this.#count < count; ) {
      const rows = select.all(last) as KnownNumbers[]
      if (rows.length === 0) break
      for (const row of rows) {
        // What was added meanwhile is not known here.
        if (this.#count < count) this.#add(this.#count++, row)
        last = row[1]
      }
    }
  }

  get size(): number {
    return this.#count
  }

  get(path: string): KnownFile | undefined {
    const index = this.#indexOf(path)
    if (index === undefined || this.pathAt(index) !== path) return undefined
    const [id, inode, sizeBytes, mtimeMs, reader] = this.#numbers.subarray(index * numbersPerFile) as unknown as Numbers
    const bits = this.#bits[index] ?? 0
    const bit = (one: number) => Number((bits & one) !== 0)
    return [path, id, inode, sizeBytes, mtimeMs, bit(goneBit), bit(undescribedBit), reader, bit(usageAloneBit)]
  }

  pathAt(index: number): string {
    return this.#pathOf(this.#numbers[index * numbersPerFile] ?? 0)
  }

  /** Its index, where it is as it was when it was read, and all that there is to know of it is known. */
  unchanged(path: string, { inode, sizeBytes, mtimeMs, version }: SeenFile): number | undefined {
    const index = this.#indexOf(path)
    if (index === undefined) return undefined
    const at = index * numbersPerFile
    const numbers = this.#numbers
    const isSame =
      numbers[at + 1] === inode &&
      numbers[at + 2] === sizeBytes &&
      numbers[at + 3] === mtimeMs &&
      numbers[at + 4] === version &&
      ((this.#bits[index] ?? 0) & (goneBit | undescribedBit)) === 0
    return isSame ? index : undefined
  }

  noteUnchanged(index: number): void {
    this.#isPresent[index] = 1
  }

  notePresent(path: string): void {
    const index = this.#indexOf(path)
    if (index !== undefined && this.pathAt(index) === path) this.#isPresent[index] = 1
  }

  /** The numbers of those that are not told as gone so far, and are. */
  gone(isPresent: (path: string) => boolean | undefined, isUncertain: (path: string) => boolean): readonly number[] {
    const gone: number[] = []
    for (let index = 0; index < this.#count; index++) {
      if (((this.#bits[index] ?? 0) & goneBit) !== 0 || this.#isPresent[index] === 1) continue
      const path = this.pathAt(index)
      if (isPresent(path) !== true && !isUncertain(path)) gone.push(this.#numbers[index * numbersPerFile] ?? 0)
    }
    return gone
  }

  #indexOf(path: string): number | undefined {
    if (this.#count === 0) return undefined
    return this.#twins.get(path) ?? this.#indexes.get(this.#hashOf(path))
  }

  #pathOf(id: number): string {
    const path = statement(this.#database, 'SELECT path FROM file WHERE id = ?').pluck().get(id)
    return typeof path === 'string' ? path : ''
  }

  #add(index: number, row: KnownNumbers): void {
    const at = index * numbersPerFile
    const numbers = this.#numbers
    const hash = this.#hashOf(row[0])
    if (this.#indexes.has(hash)) this.#twins.set(row[0], index)
    else this.#indexes.set(hash, index)
    numbers[at] = row[1]
    numbers[at + 1] = row[2]
    numbers[at + 2] = row[3]
    numbers[at + 3] = row[4]
    numbers[at + 4] = row[5]
    this.#bits[index] = row[6]
  }
}

type Numbers = readonly [id: number, inode: number, sizeBytes: number, mtimeMs: number, reader: number]
type KnownNumbers = readonly [path: string, ...numbers: Numbers, bits: number]

const selectNumbers = `SELECT path, id, inode, size, mtime_ms, reader, is_gone * ${goneBit}
  + (subagent_id IS NOT NULL AND subagent_type IS NULL) * ${undescribedBit} + (reader_carry IS '${usageAlone}') * ${usageAloneBit} FROM file`
