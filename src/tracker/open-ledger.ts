/** Makes a ledger: in this thread for a command that ends, with the writing side in a thread of its own for a server. */
import { statSync } from 'node:fs'
import type { Following } from './follow.ts'
import type { Ledger, LedgerChange, LedgerStatus, UpdateReport } from './ledger.ts'
import { type EngineReport, LedgerEngine } from './ledger-engine.ts'
import { StoreQueries } from './store-queries.ts'
import { type LedgerOptions, ledgerPath, type WritingSide } from './writing-side.ts'

const badLineSamples = 20

/** Fails only when not even a store in memory can be made. */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const side = options.thread === 'own' ? await openSideInThread(options) : openSideHere(options)
  return new OpenedLedger(side, options)
}

/** What only a server needs (a thread, a watch on folders) is loaded when it is wanted. */
async function openSideInThread(options: LedgerOptions): Promise<WritingSide> {
  const { openThreadedSide } = await import('./threaded-side.ts')
  return openThreadedSide(options)
}

function openSideHere(options: LedgerOptions): WritingSide {
  const engine = new LedgerEngine({ ...options, path: ledgerPath(options.dataDir) })
  let following: Following | undefined
  return {
    update: () => engine.update(),
    updateUsage: () => engine.updateUsage(),
    rebuild: () => engine.rebuild(),
    follow: async (onReport) => {
      const { keepUp } = await import('./keep-up.ts')
      following ??= await keepUp(engine, options.sources, onReport)
    },
    get database() {
      return engine.database
    },
    get isSaved() {
      return engine.isSaved
    },
    get storeProblems() {
      return engine.storeProblems
    },
    close: async () => {
      await following?.close()
      await engine.close()
    },
  }
}

class OpenedLedger implements Ledger {
  readonly #side: WritingSide
  readonly #options: LedgerOptions
  readonly #listeners = new Set<(change: LedgerChange) => void>()
  #revision = 0
  #lastProblems: readonly string[] = []

  constructor(side: WritingSide, options: LedgerOptions) {
    this.#side = side
    this.#options = options
    this.#lastProblems = side.storeProblems
  }

  update = async (): Promise<UpdateReport> => this.#told(await this.#side.update())
  updateUsage = async (): Promise<UpdateReport> => this.#told(await this.#side.updateUsage())
  rebuild = async (): Promise<UpdateReport> => this.#told(await this.#side.rebuild())

  usage: Ledger['usage'] = (filter) => this.#queries.usage(filter)
  usageBySource: Ledger['usageBySource'] = (filter) => this.#queries.usageBySource(filter)
  sessionUsage: Ledger['sessionUsage'] = (filter) => this.#queries.sessionUsage(filter)
  responses: Ledger['responses'] = (filter) => this.#queries.responses(filter)
  statsCacheDays: Ledger['statsCacheDays'] = () => this.#queries.statsCacheDays()
  agents: Ledger['agents'] = () => this.#queries.agents()
  accounts: Ledger['accounts'] = () => this.#queries.accounts()
  sessionRows: Ledger['sessionRows'] = (query) => this.#queries.sessionRows(query)
  session: Ledger['session'] = (id) => this.#queries.session(id)
  liveFacts: Ledger['liveFacts'] = (sessionId) => this.#queries.liveFacts(sessionId)

  compactions: Ledger['compactions'] = (ids, sinceMs) => this.#queries.compactions(ids, sinceMs)

  /** What other processes wrote counts too: SQLite tells by its data version. */
  revision(): number {
    return this.#revision * 1_000_000 + Number(this.#side.database.pragma('data_version', { simple: true }))
  }

  status(): LedgerStatus {
    const path = ledgerPath(this.#options.dataDir)
    const queries = this.#queries
    return {
      path,
      isSaved: this.#side.isSaved,
      ...queries.counts(),
      sizeBytes: this.#side.isSaved ? sizeOf(path) + sizeOf(`${path}-wal`) : 0,
      updatedAtMs: queries.updatedAtMs(),
      badLineSamples: queries.badLines(badLineSamples),
      problems: this.#lastProblems,
    }
  }

  onChange(listener: (change: LedgerChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  follow(): Promise<void> {
    return this.#side.follow((report) => this.#told(report))
  }

  close(): Promise<void> {
    this.#listeners.clear()
    return this.#side.close()
  }

  get #queries(): StoreQueries {
    return new StoreQueries(this.#side.database)
  }

  #told({ sessionIds, ...report }: EngineReport): UpdateReport {
    this.#lastProblems = report.problems
    if (sessionIds.length > 0) {
      this.#revision++
      for (const listener of this.#listeners) listener({ sessionIds })
    }
    return report
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
