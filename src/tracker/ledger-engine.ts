/** The writing side of the ledger, in whichever thread it lives: runs updates one after the other, on a store that can be made again. */
import { dirname } from 'node:path'
import type { OnStep } from '../storage/filled-beside.ts'
import { forgottenSessionsIn } from '../storage/forgotten-sessions.ts'
import { RebuildableStore } from '../storage/rebuildable-store.ts'
import type { Database } from '../storage/sqlite.ts'
import { forgetSessions } from './forget-sessions.ts'
import { Indexer, type IndexerOptions, type IndexReport } from './indexer.ts'
import type { UpdateReport } from './ledger.ts'
import { forgetPresentFiles } from './rebuild.ts'
import { nameRows } from './rows-of-machine.ts'
import { StoreQueries } from './store-queries.ts'
import { isEmptyStore, ledgerMigrations } from './store-schema.ts'

export interface EngineOptions extends IndexerOptions {
  readonly path: string
  readonly nowMs?: (() => number) | undefined
  readonly onFillingStep?: OnStep | undefined
}

export interface EngineReport extends UpdateReport {
  readonly sessionIds: readonly string[]
}

export class LedgerEngine {
  readonly #options: EngineOptions
  readonly #nowMs: () => number
  readonly #store: RebuildableStore
  readonly #forgotten: () => ReadonlySet<string>
  #indexer: { readonly storeNumber: number; readonly indexer: Indexer } | undefined
  #running: Promise<EngineReport> | undefined
  readonly #next = new Map<'whole' | 'usage', Promise<EngineReport>>()
  #isClosed = false

  constructor(options: EngineOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? Date.now
    this.#forgotten = forgottenSessionsIn(dirname(options.path))
    this.#store = new RebuildableStore({
      path: options.path,
      migrations: ledgerMigrations,
      howItComesBack: 'the ledger is counted again from the transcripts',
      nowMs: this.#nowMs,
      onFillingStep: options.onFillingStep,
    })
  }

  get database(): Database {
    return this.#store.database
  }

  get isSaved(): boolean {
    return this.#store.isSaved
  }

  /** Another number: another database; whoever reads it has to open it anew. */
  get storeNumber(): number {
    return this.#store.number
  }

  get storeProblems(): readonly string[] {
    return this.#store.problems
  }

  /** A run that has not begun yet serves every caller; one that has may have passed what the caller wants. */
  update(): Promise<EngineReport> {
    return this.#shared('whole', () => this.#run((indexer) => indexer.update()))
  }

  updateUsage(): Promise<EngineReport> {
    return this.#shared('usage', () => this.#run((indexer) => indexer.update(undefined, { isUsageFirst: true })))
  }

  /** After a change: these files alone; or a look at all, as it is made now and then. */
  followed(paths: readonly string[] | undefined): Promise<EngineReport> {
    return this.#after(() => this.#run((indexer) => indexer.update(paths, { isUsageFirst: true, isFollowing: true })))
  }

  /** What came behind, some of it: others may have their turn in between. */
  completeSome(): Promise<EngineReport> {
    return this.#after(() => this.#run(async (indexer) => indexer.completeSome()))
  }

  rebuild(): Promise<EngineReport> {
    return this.#after(() => {
      this.#store.attempt(() => forgetPresentFiles(this.database, this.#options.machine))
      this.#indexer = undefined
      return this.#run((indexer) => indexer.update())
    })
  }

  async close(): Promise<void> {
    await this.#running?.catch(() => undefined)
    if (this.#isClosed) return
    this.#isClosed = true
    this.#store.close()
  }

  #shared(what: 'whole' | 'usage', run: () => Promise<EngineReport>): Promise<EngineReport> {
    const next =
      this.#next.get(what) ??
      this.#after(() => {
        this.#next.delete(what)
        return run()
      })
    this.#next.set(what, next)
    return next
  }

  #after(run: () => Promise<EngineReport>): Promise<EngineReport> {
    const before = this.#running ?? Promise.resolve()
    const running = before.then(run, run)
    this.#running = running
    return running
  }

  async #run(look: (indexer: Indexer) => Promise<IndexReport>): Promise<EngineReport> {
    if (this.#isClosed) throw new Error('The ledger is closed.')
    this.#store.mend()
    const report: IndexReport = await this.#store.attemptAsync(
      () => look(this.#currentIndexer()),
      () => this.#currentIndexer().update(),
    )
    const problems = [...this.storeProblems, ...report.problems, ...this.#figureProblems()]
    const sessionIds = [...report.sessionIds, ...this.#forget()]
    return { ...report, sessionIds, problems, isSaved: this.isSaved }
  }

  /** Of sessions that are to be forgotten: those that only the ledger knows by now. */
  #forget(): readonly string[] {
    const forgotten = this.#store.attempt(() => forgetSessions(this.database, this.#forgotten()))
    if (forgotten.length > 0) this.#indexer = undefined
    return forgotten
  }

  /** It remembers rows of the database it was made for. */
  #currentIndexer(): Indexer {
    const storeNumber = this.#store.number
    if (this.#indexer?.storeNumber !== storeNumber) {
      nameRows(this.database, this.#options.machine)
      const indexer = new Indexer(this.database, this.#options, this.#nowMs, async (fill) => {
        const filling = await this.#store.fillBeside(isEmptyStore, fill)
        // It goes over to that database itself.
        this.#indexer = { storeNumber: this.#store.number, indexer }
        return filling
      })
      this.#indexer = { storeNumber, indexer }
    }
    return this.#indexer.indexer
  }

  #figureProblems(): readonly string[] {
    const queries = new StoreQueries(this.database)
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
