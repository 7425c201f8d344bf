/** What the store knows of files: as little as tells whether one changed. There may be hundreds of thousands of them. */
import { type Database, statement } from '../storage/sqlite.ts'

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

const rowsAtOnce = 5_000
const numbersPerFile = 8

/** All of them, held as columns: an object for each would be most of what a command needs where nothing changed. */
export class AllKnownFiles implements KnownFiles {
  readonly #indexes = new Map<string, number>()
  readonly #paths: string[] = []
  readonly #numbers: Float64Array
  readonly #isPresent: Uint8Array

  constructor(database: Database) {
    const count = database.prepare('SELECT count(*) FROM file').pluck().get() as number
    this.#numbers = new Float64Array(count * numbersPerFile)
    const select = statement(database, `${selectKnown} WHERE id > ? ORDER BY id LIMIT ${rowsAtOnce}`).raw()
    for (let last = 0, index = 0; index < count; ) {
      const rows = select.all(last) as KnownFile[]
      if (rows.length === 0) break
      // What was added meanwhile is not known here.
      for (const row of rows.slice(0, count - index)) this.#add(index++, row)
      last = rows.at(-1)?.[1] ?? last
    }
    this.#isPresent = new Uint8Array(this.#paths.length)
  }

  get size(): number {
    return this.#paths.length
  }

  get(path: string): KnownFile | undefined {
    const index = this.#indexes.get(path)
    if (index === undefined) return undefined
    const [id, inode, sizeBytes, mtimeMs, isGone, isUndescribed, reader, isUsageAlone] = this.#numbers.subarray(
      index * numbersPerFile,
      (index + 1) * numbersPerFile,
    ) as unknown as [number, number, number, number, number, number, number, number]
    return [path, id, inode, sizeBytes, mtimeMs, isGone, isUndescribed, reader, isUsageAlone]
  }

  pathAt(index: number): string {
    return this.#paths[index] ?? ''
  }

  /** Its index, where it is as it was when it was read, and all that there is to know of it is known. */
  unchanged(path: string, { inode, sizeBytes, mtimeMs, version }: SeenFile): number | undefined {
    const index = this.#indexes.get(path)
    if (index === undefined) return undefined
    const at = index * numbersPerFile
    const numbers = this.#numbers
    const isSame =
      numbers[at + 1] === inode &&
      numbers[at + 2] === sizeBytes &&
      numbers[at + 3] === mtimeMs &&
      numbers[at + 4] === 0 &&
      numbers[at + 5] === 0 &&
      numbers[at + 6] === version
    return isSame ? index : undefined
  }

  noteUnchanged(index: number): void {
    this.#isPresent[index] = 1
  }

  notePresent(path: string): void {
    const index = this.#indexes.get(path)
    if (index !== undefined) this.#isPresent[index] = 1
  }

  /** The numbers of those that are not told as gone so far, and are. */
  gone(isPresent: (path: string) => boolean | undefined, isUncertain: (path: string) => boolean): readonly number[] {
    const gone: number[] = []
    for (const [index, path] of this.#paths.entries()) {
      const at = index * numbersPerFile
      if (this.#numbers[at + 4] === 1) continue
      if ((isPresent(path) ?? this.#isPresent[index] === 1) || isUncertain(path)) continue
      gone.push(this.#numbers[at] ?? 0)
    }
    return gone
  }

  #add(index: number, [path, ...numbers]: KnownFile): void {
    this.#indexes.set(path, index)
    this.#paths.push(path)
    this.#numbers.set(numbers, index * numbersPerFile)
  }
}
