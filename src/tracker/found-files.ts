/** Files that were found, held as columns: a first count may find hundreds of thousands, and looks at each of them a few times. */
import { sep } from 'node:path'
import type { AgentId } from '../agents/agent.ts'
import type { AgentRecords } from '../agents/records.ts'

/** What a file is read by: the agent, and which of its kinds of records. */
export interface RecordKind {
  readonly agent: AgentId
  readonly name: AgentRecords['name']
}

export interface RecordFile {
  readonly path: string
  readonly kind: RecordKind
  /** The folder under which it was found. */
  readonly root: string
  readonly device: number
  readonly inode: number
  readonly sizeBytes: number
  readonly mtimeMs: number
}

/** An array of files is one, too. */
export interface RecordFileList extends Iterable<RecordFile> {
  readonly length: number
  filter(keep: (file: RecordFile) => boolean): RecordFileList
  slice(from: number, to: number): readonly RecordFile[]
}

/** What files of one folder have in common. */
export interface FileFolder extends Pick<RecordFile, 'root' | 'kind'> {
  readonly dir: string
}

export type FileNumbers = Pick<RecordFile, 'device' | 'inode' | 'sizeBytes' | 'mtimeMs'>

const numbersPerFile = 5

/** Only added to: places stay. */
export class FileColumns {
  readonly #folders: FileFolder[] = []
  readonly #names: string[] = []
  /** Of each: the place of its folder, device, inode, size, and when it was changed. */
  #numbers = new Float64Array(numbersPerFile * 64)

  /** Its place. `folder` is the same object for all files of a folder that come one after the other. */
  add(folder: FileFolder, name: string, { device, inode, sizeBytes, mtimeMs }: FileNumbers): number {
    if (this.#folders.at(-1) !== folder) this.#folders.push(folder)
    const place = this.#names.push(name) - 1
    const at = place * numbersPerFile
    if (at === this.#numbers.length) this.#grow()
    const numbers = this.#numbers
    numbers[at] = this.#folders.length - 1
    numbers[at + 1] = device
    numbers[at + 2] = inode
    numbers[at + 3] = sizeBytes
    numbers[at + 4] = mtimeMs
    return place
  }

  at(place: number): RecordFile {
    const at = place * numbersPerFile
    const number = (column: number): number => this.#numbers[at + column] ?? 0
    const folder = this.#folders[number(0)]
    if (folder === undefined) throw new Error(`There is no file ${place}.`)
    return {
      path: folder.dir + sep + this.#names[place],
      kind: folder.kind,
      root: folder.root,
      device: number(1),
      inode: number(2),
      sizeBytes: number(3),
      mtimeMs: number(4),
    }
  }

  #grow(): void {
    const numbers = new Float64Array(this.#numbers.length * 2)
    numbers.set(this.#numbers)
    this.#numbers = numbers
  }
}

/** Some of them: each is made when it is looked at. */
export class FoundFiles implements RecordFileList {
  readonly #columns: FileColumns
  readonly #places: Uint32Array

  constructor(columns: FileColumns, places: Uint32Array) {
    this.#columns = columns
    this.#places = places
  }

  get length(): number {
    return this.#places.length
  }

  filter(keep: (file: RecordFile) => boolean): FoundFiles {
    return new FoundFiles(
      this.#columns,
      this.#places.filter((place) => keep(this.#columns.at(place))),
    )
  }

  slice(from: number, to: number): readonly RecordFile[] {
    return Array.from(this.#places.subarray(from, to), (place) => this.#columns.at(place))
  }

  *[Symbol.iterator](): Generator<RecordFile> {
    for (const place of this.#places) yield this.#columns.at(place)
  }
}
