/**
 * A store that can be made again from what it was made of: the ledger, an index. A file that is damaged or of a newer TCE is put aside
 * and begun anew, one that is taken away or cut off while it is used too; where the disk takes no more, figures go on in memory, or what is
 * there is left as it is, which is said, and the disk is tried again.
 */
import { existsSync } from 'node:fs'
import { FileIdentity } from './file-identity.ts'
import { canFillBeside, FilledBeside, type OnStep, removeLeftBeside } from './filled-beside.ts'
import {
  closeCleanly,
  copyToMemory,
  type Database,
  daysAside,
  inMemory,
  isBroken,
  isBusy,
  isStorageProblem,
  type Migrations,
  markDirty,
  type OpenError,
  openDatabase,
  removeLog,
  removeOldAside,
  setAside,
} from './sqlite.ts'

export interface RebuildableStoreOptions {
  readonly path: string
  readonly migrations: Migrations
  /** What is lost and comes back, in the words of a message: "the ledger is counted again from the transcripts". */
  readonly howItComesBack: string
  readonly nowMs?: (() => number) | undefined
  /** False where a migration begins anew anyway. @default true */
  readonly isCopiedFirst?: boolean | undefined
  /**
   * Whoever uses it holds numbers of its rows from one call to the next: when another database takes its place nothing is done once more
   * there, and `BrokenOff` is thrown. @default false
   */
  readonly areNumbersHeld?: boolean | undefined
  /**
   * It is too large to go on in memory: as long as the disk takes nothing, nothing is written, and `BrokenOff` thrown. What holds meanwhile,
   * in the words of a message. @default it goes on in memory
   */
  readonly restsWith?: string | undefined
  /** For who tries what happens when a filling ends in the middle. */
  readonly onFillingStep?: OnStep | undefined
}

/** What became of a filling: another database is the store now; undefined: nothing did, the store is as it was. */
export interface Filling<T> {
  readonly database: Database
  readonly filled: T | undefined
}

/** Nothing was done: another database is in the store's place, or the disk takes no more. Whoever was at it begins anew, later. */
export class BrokenOff extends Error {}

/** False: it was broken off, and is to be begun anew. */
export async function unlessBrokenOff(work: () => unknown): Promise<boolean> {
  try {
    await work()
    return true
  } catch (cause) {
    if (cause instanceof BrokenOff) return false
    throw cause
  }
}

/** A disk that took no more is tried again after this time. */
const retryDiskAfterMs = 30_000

export class RebuildableStore {
  readonly #options: RebuildableStoreOptions
  readonly #nowMs: () => number
  #database: Database
  /** Of the file that is open, while it is saved. */
  #file: FileIdentity | undefined
  /** Since when it is in memory alone; undefined while it is saved. */
  #unsavedSinceMs: number | undefined
  #problems: string[] = []
  #number = 0

  constructor(options: RebuildableStoreOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? Date.now
    this.#database = this.#open()
  }

  get database(): Database {
    return this.#database
  }

  get isSaved(): boolean {
    return this.#unsavedSinceMs === undefined
  }

  /** Another number: another database; whoever holds something of it has to begin anew. */
  get number(): number {
    return this.#number
  }

  /** About the store itself: set aside, not saved. */
  get problems(): readonly string[] {
    return this.#problems
  }

  /** Runs it, and once more on another database where this one failed. Bugs are thrown. */
  attempt<T>(act: () => T): T {
    if (this.mend()) this.#breakOff()
    try {
      return act()
    } catch (cause) {
      this.#replace(cause)
      this.#breakOff()
      return act()
    }
  }

  /** All of it or nothing, and checked at the next opening if it is not closed in order. */
  write(act: (database: Database) => void): void {
    this.attempt(() => {
      if (this.#isResting) throw new BrokenOff(this.#problems.at(-1))
      const { database } = this
      database
        .transaction(() => {
          markDirty(database)
          act(database)
        })
        .immediate()
    })
  }

  /**
   * Fills the store, which is empty, in a file beside that takes its place when it is whole: at once or not at all. Not where the store is in
   * memory, the disk takes no more, or another filled it first: then what there is stands in `database`, and nothing was filled. What `fill`
   * throws of the disk is no more than that; all else is thrown.
   */
  async fillBeside<T>(
    isEmpty: (database: Database) => boolean,
    fill: (database: Database) => Promise<T>,
  ): Promise<Filling<T>> {
    const { path, migrations, onFillingStep } = this.#options
    const isWhole = this.isSaved && !this.#database.memory && canFillBeside(path) && isEmpty(this.#database)
    if (!isWhole) return { database: this.#database, filled: undefined }
    let beside: FilledBeside | undefined
    try {
      beside = new FilledBeside(path, migrations, onFillingStep)
      const filled = await fill(beside.database)
      beside.end()
      const isMine = () => this.#file?.lost() === undefined && isEmpty(this.#database)
      const isDone = beside.takePlaceOf(this.#database, isMine)
      if (isDone) {
        onFillingStep?.('open')
        this.#database.close()
        this.#database = this.#open()
        this.#number++
        return { database: this.#database, filled }
      }
    } catch (cause) {
      if (!isStorageProblem(cause) && !isBusy(cause)) throw cause
    } finally {
      beside?.close()
    }
    this.mend()
    return { database: this.#database, filled: undefined }
  }

  /** An attempt for work that takes a while. */
  async attemptAsync<T>(act: () => Promise<T>, again: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (cause) {
      this.#replace(cause)
      return again()
    }
  }

  /**
   * Before work: back to the disk, if it takes something again; to another file, where this one was taken away or cut off. True: another
   * database than before.
   */
  mend(): boolean {
    if (!this.#database.open) return false
    if (this.#unsavedSinceMs !== undefined) return this.#retryDisk(this.#unsavedSinceMs)
    const { path, howItComesBack } = this.#options
    const lost = this.#file?.lost()
    if (lost === undefined) return false
    if (lost === 'cut off') this.beginAnew('it is shorter than it was')
    else {
      this.#database.close()
      if (lost === 'another' && this.#file?.leavesLog === true) removeLog(path)
      if (lost === 'gone') this.#problems.push(`${path} was deleted while TCE used it; ${howItComesBack}.`)
      this.#database = this.#open()
      this.#number++
    }
    return true
  }

  /** What is in it can't be used: why. */
  beginAnew(why: string): void {
    this.#database.close()
    this.#database = this.#openAnother({ kind: 'broken', message: `${this.#options.path} is damaged: ${why}.` })
    this.#number++
  }

  #retryDisk(sinceMs: number): boolean {
    if (this.#nowMs() - sinceMs < retryDiskAfterMs) return false
    // What rests lies on the disk: whether that takes something again shows with the next write.
    const isThere = this.#isResting && !this.#database.memory && this.#file?.lost() === undefined
    const opened = isThere ? undefined : openDatabase(this.#options.path, this.#options)
    if (opened?.ok === false) {
      this.#unsavedSinceMs = this.#nowMs()
      return false
    }
    this.#unsavedSinceMs = undefined
    this.#problems = this.#problems.filter((problem) => !problem.startsWith(notSaved))
    if (opened === undefined) return false
    this.#database.close()
    this.#database = this.#saved(opened.value)
    this.#number++
    return true
  }

  close(): void {
    closeCleanly(this.#database)
  }

  #open(): Database {
    const opened = openInPlace(this.#options)
    return opened.ok ? this.#saved(opened.value) : this.#openAnother(opened.error)
  }

  #openAnother(error: OpenError): Database {
    const { path, howItComesBack } = this.#options
    if (error.kind === 'unwritable') return this.#openInMemory(error.message)
    const aside = setAside(path, error.kind, this.#nowMs())
    this.#problems.push(`${error.message} It was kept as ${aside} for ${daysAside} days; ${howItComesBack}.`)
    const fresh = openDatabase(path, this.#options)
    return fresh.ok ? this.#saved(fresh.value) : this.#openInMemory(fresh.error.message)
  }

  #saved(database: Database): Database {
    this.#file = new FileIdentity(this.#options.path)
    removeOldAside(this.#options.path, this.#nowMs())
    removeLeftBeside(this.#options.path)
    return database
  }

  get #isResting(): boolean {
    return this.#options.restsWith !== undefined && !this.isSaved
  }

  #breakOff(): void {
    if (this.#options.areNumbersHeld === true || this.#isResting) throw new BrokenOff(this.#problems.at(-1))
  }

  #openInMemory(why: string): Database {
    this.#noteUnsaved(why)
    const opened = openDatabase(inMemory, { migrations: this.#options.migrations })
    if (!opened.ok) throw new Error(opened.error.message)
    return opened.value
  }

  #noteUnsaved(why: string): void {
    const { path, restsWith = 'The figures are right, but counted in memory.' } = this.#options
    this.#unsavedSinceMs = this.#nowMs()
    this.#problems = this.#problems.filter((problem) => !problem.startsWith(notSaved))
    this.#problems.push(`${notSaved} ${why} ${restsWith} Free some space or check ${path}.`)
  }

  #replace(cause: unknown): void {
    if (isBroken(cause)) this.beginAnew(messageOf(cause))
    else if (isStorageProblem(cause) || isBusy(cause)) {
      const why = `${this.#options.path}: ${messageOf(cause)}.`
      if (this.#options.restsWith === undefined) this.#goOnInMemory(why)
      else this.#noteUnsaved(why)
    } else throw cause
  }

  #goOnInMemory(why: string): void {
    const stored = this.#database
    try {
      this.#database = copyToMemory(stored)
      this.#noteUnsaved(why)
    } catch {
      this.#database = this.#openInMemory(why)
    }
    if (stored.open) stored.close()
    this.#number++
  }
}

/** While it is opened another file may take its place: opened again, until what is open is what is there. */
function openInPlace(options: RebuildableStoreOptions): ReturnType<typeof openDatabase> {
  for (let left = 3; ; left -= 1) {
    const before = existsSync(options.path) ? new FileIdentity(options.path) : undefined
    const opened = openDatabase(options.path, options)
    if (left === 0 || before?.lost() === undefined) return opened
    if (opened.ok) opened.value.close()
  }
}

const notSaved = 'Nothing was saved:'

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
