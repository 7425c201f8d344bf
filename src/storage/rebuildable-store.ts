/**
 * A store that can be made again from what it was made of: the ledger, an index. A file that is damaged or of a newer TCE is put aside
 * and begun anew; where the disk takes no more, figures go on in memory, are said to be unsaved, and the disk is tried again.
 */
import {
  closeCleanly,
  copyToMemory,
  type Database,
  inMemory,
  isBroken,
  isBusy,
  isStorageProblem,
  type Migrations,
  markDirty,
  type OpenError,
  openDatabase,
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
}

/** A disk that took no more is tried again after this time. */
const retryDiskAfterMs = 30_000

export class RebuildableStore {
  readonly #options: RebuildableStoreOptions
  readonly #nowMs: () => number
  #database: Database
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
    try {
      return act()
    } catch (cause) {
      this.#replace(cause)
      return act()
    }
  }

  /** All of it or nothing, and checked at the next opening if it is not closed in order. */
  write(act: (database: Database) => void): void {
    this.attempt(() => {
      const { database } = this
      database
        .transaction(() => {
          markDirty(database)
          act(database)
        })
        .immediate()
    })
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

  /** Back to the disk, if it takes something again. */
  retryDisk(): void {
    if (this.#unsavedSinceMs === undefined || this.#nowMs() - this.#unsavedSinceMs < retryDiskAfterMs) return
    const opened = openDatabase(this.#options.path, this.#options)
    if (!opened.ok) {
      this.#unsavedSinceMs = this.#nowMs()
      return
    }
    this.#database.close()
    this.#database = opened.value
    this.#unsavedSinceMs = undefined
    this.#problems = this.#problems.filter((problem) => !problem.startsWith(notSaved))
    this.#number++
  }

  close(): void {
    closeCleanly(this.#database)
  }

  #open(): Database {
    const opened = openDatabase(this.#options.path, this.#options)
    return opened.ok ? opened.value : this.#openAnother(opened.error)
  }

  #openAnother(error: OpenError): Database {
    const { path, howItComesBack } = this.#options
    if (error.kind === 'unwritable') return this.#openInMemory(error.message)
    const aside = setAside(path, error.kind, this.#nowMs())
    this.#problems.push(`${error.message} It was kept as ${aside}; ${howItComesBack}.`)
    const fresh = openDatabase(path, this.#options)
    return fresh.ok ? fresh.value : this.#openInMemory(fresh.error.message)
  }

  #openInMemory(why: string): Database {
    this.#noteUnsaved(why)
    const opened = openDatabase(inMemory, { migrations: this.#options.migrations })
    if (!opened.ok) throw new Error(opened.error.message)
    return opened.value
  }

  #noteUnsaved(why: string): void {
    this.#unsavedSinceMs = this.#nowMs()
    this.#problems = this.#problems.filter((problem) => !problem.startsWith(notSaved))
    this.#problems.push(
      `${notSaved} ${why} The figures are right, but counted in memory. Free some space or check ${this.#options.path}.`,
    )
  }

  #replace(cause: unknown): void {
    if (isBroken(cause)) {
      this.#database.close()
      const message = `${this.#options.path} is damaged: ${messageOf(cause)}.`
      this.#database = this.#openAnother({ kind: 'broken', message })
    } else if (isStorageProblem(cause) || isBusy(cause)) this.#goOnInMemory(messageOf(cause))
    else throw cause
    this.#number++
  }

  #goOnInMemory(why: string): void {
    const stored = this.#database
    try {
      this.#database = copyToMemory(stored)
      this.#noteUnsaved(`${this.#options.path}: ${why}.`)
    } catch {
      this.#database = this.#openInMemory(`${this.#options.path}: ${why}.`)
    }
    if (stored.open) stored.close()
  }
}

const notSaved = 'Nothing was saved:'

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
