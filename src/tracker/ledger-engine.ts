/**
 * The writing side of the ledger, in whichever thread it lives: opens the store (or sets a broken one aside), runs updates one
 * after the other, and goes on in memory when the disk does not take any more.
 */
import type { RecordSource } from '../agents/machine-sources.ts'
import {
  closeCleanly,
  copyToMemory,
  type Database,
  inMemory,
  isBroken,
  isBusy,
  isStorageProblem,
  type OpenError,
  openDatabase,
  setAside,
} from '../storage/sqlite.ts'
import { Indexer, type IndexReport } from './indexer.ts'
import type { UpdateReport } from './ledger.ts'
import { forgetPresentFiles } from './rebuild.ts'
import { StoreQueries } from './store-queries.ts'
import { ledgerMigrations } from './store-schema.ts'

export interface EngineOptions {
  readonly path: string
  readonly sources: readonly RecordSource[]
  /** Which machine these records are of. */
  readonly machine: string
  readonly nowMs?: (() => number) | undefined
}

export interface EngineReport extends UpdateReport {
  readonly sessionIds: readonly string[]
}

/** A store that took no more is tried again after this time. */
const retryDiskAfterMs = 30_000

export class LedgerEngine {
  readonly #options: EngineOptions
  readonly #nowMs: () => number
  #database: Database
  #indexer: Indexer
  /** Since when figures are in memory alone; undefined while they are saved. */
  #unsavedSinceMs: number | undefined
  /** About the store itself: set aside, not saved. */
  #storeProblems: string[] = []
  #storeNumber = 0
  #running: Promise<EngineReport> | undefined
  #next: Promise<EngineReport> | undefined
  #isClosed = false

  constructor(options: EngineOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? Date.now
    this.#database = this.#open()
    this.#indexer = this.#newIndexer()
  }

  get database(): Database {
    return this.#database
  }

  get isSaved(): boolean {
    return this.#unsavedSinceMs === undefined
  }

  /** Another number: another database; whoever reads it has to open it anew. */
  get storeNumber(): number {
    return this.#storeNumber
  }

  get storeProblems(): readonly string[] {
    return this.#storeProblems
  }

  /** A run that has not begun yet serves every caller; one that has may have passed what the caller wants. */
  update(): Promise<EngineReport> {
    this.#next ??= this.#after(() => {
      this.#next = undefined
      return this.#run(undefined)
    })
    return this.#next
  }

  /** These files alone. */
  updatePaths(paths: readonly string[]): Promise<EngineReport> {
    return this.#after(() => this.#run(paths))
  }

  rebuild(): Promise<EngineReport> {
    return this.#after(() => {
      this.#withStore(() => forgetPresentFiles(this.#database, this.#options.machine))
      this.#indexer = this.#newIndexer()
      return this.#run(undefined)
    })
  }

  async close(): Promise<void> {
    await this.#running?.catch(() => undefined)
    if (this.#isClosed) return
    this.#isClosed = true
    closeCleanly(this.#database)
  }

  #after(run: () => Promise<EngineReport>): Promise<EngineReport> {
    const before = this.#running ?? Promise.resolve()
    const running = before.then(run, run)
    this.#running = running
    return running
  }

  async #run(paths: readonly string[] | undefined): Promise<EngineReport> {
    if (this.#isClosed) throw new Error('The ledger is closed.')
    this.#retryDisk()
    let report: IndexReport
    try {
      report = await this.#indexer.update(paths)
    } catch (cause) {
      this.#replaceStore(cause)
      report = await this.#indexer.update()
    }
    const problems = [...this.#storeProblems, ...report.problems, ...this.#figureProblems()]
    return { ...report, problems, isSaved: this.isSaved }
  }

  #withStore(act: () => void): void {
    try {
      act()
    } catch (cause) {
      this.#replaceStore(cause)
      act()
    }
  }

  #open(): Database {
    const { path } = this.#options
    const opened = openDatabase(path, { migrations: ledgerMigrations, nowMs: this.#nowMs })
    if (opened.ok) return opened.value
    return this.#openAnother(opened.error)
  }

  #openAnother(error: OpenError): Database {
    const { path } = this.#options
    if (error.kind !== 'unwritable') {
      const aside = setAside(path, error.kind, this.#nowMs())
      this.#storeProblems.push(
        `${error.message} It was kept as ${aside}; the ledger is counted again from the transcripts.`,
      )
      const fresh = openDatabase(path, { migrations: ledgerMigrations, nowMs: this.#nowMs })
      if (fresh.ok) return fresh.value
      return this.#openInMemory(fresh.error.message)
    }
    return this.#openInMemory(error.message)
  }

  #openInMemory(why: string): Database {
    this.#noteUnsaved(why)
    const opened = openDatabase(inMemory, { migrations: ledgerMigrations })
    if (!opened.ok) throw new Error(opened.error.message)
    return opened.value
  }

  #noteUnsaved(why: string): void {
    this.#unsavedSinceMs = this.#nowMs()
    this.#storeProblems = this.#storeProblems.filter((problem) => !problem.startsWith(notSaved))
    this.#storeProblems.push(
      `${notSaved} ${why} The figures are right, but counted in memory. Free some space or check ${this.#options.path}.`,
    )
  }

  #replaceStore(cause: unknown): void {
    if (isBroken(cause)) {
      this.#database.close()
      this.#database = this.#openAnother({
        kind: 'broken',
        message: `${this.#options.path} is damaged: ${messageOf(cause)}.`,
      })
    } else if (isStorageProblem(cause) || isBusy(cause)) this.#goOnInMemory(messageOf(cause))
    else throw cause
    this.#storeNumber++
    this.#indexer = this.#newIndexer()
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

  #retryDisk(): void {
    if (this.#unsavedSinceMs === undefined || this.#nowMs() - this.#unsavedSinceMs < retryDiskAfterMs) return
    const opened = openDatabase(this.#options.path, { migrations: ledgerMigrations, nowMs: this.#nowMs })
    if (!opened.ok) {
      this.#unsavedSinceMs = this.#nowMs()
      return
    }
    this.#database.close()
    this.#database = opened.value
    this.#unsavedSinceMs = undefined
    this.#storeProblems = this.#storeProblems.filter((problem) => !problem.startsWith(notSaved))
    this.#storeNumber++
    this.#indexer = this.#newIndexer()
  }

  #newIndexer(): Indexer {
    return new Indexer(this.#database, this.#options, this.#nowMs)
  }

  #figureProblems(): readonly string[] {
    const queries = new StoreQueries(this.#database)
    const problems: string[] = []
    const bad = queries.badLineCount()
    const [newest] = bad > 0 ? queries.badLines(1) : []
    if (bad > 0) {
      const place = newest ? `; the newest: ${newest.path} at byte ${newest.offsetBytes}, ${newest.reason}` : ''
      problems.push(
        `${bad === 1 ? '1 line' : `${bad} lines`} of transcripts could not be read and are in no figure${place}.`,
      )
    }
    const future = queries.futureResponses(this.#nowMs())
    if (future > 0) {
      problems.push(
        `${future === 1 ? '1 response is' : `${future} responses are`} dated over an hour ahead of this machine's clock. Check the clock.`,
      )
    }
    return problems
  }
}

const notSaved = 'Nothing was saved:'

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
