/** The ledger and its prices, opened, brought up to date and ready for reports: what reports of usage come from. */

import { listPrices } from '../agents/list-prices.ts'
import type { RecordSource } from '../agents/machine-sources.ts'
import { createPriceBook } from '../agents/price-book.ts'
import type { WeekStart } from '../core/time/calendar.ts'
import type { Ledger, LedgerChange } from './ledger.ts'
import { openLedger } from './open-ledger.ts'
import { loadPrices } from './price-overrides.ts'
import type { UsageService } from './usage-service.ts'
import { createUsageService } from './usage-service.ts'

export interface OpenUsageOptions {
  readonly dataDir: string
  /** In every row: storage/machine-id.ts */
  readonly machine: string
  /** Where prices.toml lies. */
  readonly configDir: string
  /** The agents' data folders. */
  readonly sources: readonly RecordSource[]
  readonly timezone?: string | undefined
  readonly weekStartsOn?: WeekStart | undefined
  /** Stays and follows the files; else reads what is new before each report. */
  readonly isFollowing: boolean
}

export interface OpenUsage extends AsyncUsageService {
  compactions: Ledger['compactions']
  accounts: Ledger['accounts']
  agents: Ledger['agents']
  /** A look at everything now. */
  update(): Promise<void>
  onChange(listener: (change: LedgerChange) => void): () => void
  close(): Promise<void>
}

/** The service, answering in promises as all faces expect it. */
interface AsyncUsageService {
  usage(...query: Parameters<UsageService['usage']>): Promise<ReturnType<UsageService['usage']>>
  sessions(...query: Parameters<UsageService['sessions']>): Promise<ReturnType<UsageService['sessions']>>
  session(...id: Parameters<UsageService['session']>): Promise<ReturnType<UsageService['session']>>
  figuresOf: UsageService['figuresOf']
  prices: UsageService['prices']
}

export async function openUsage(options: OpenUsageOptions): Promise<OpenUsage> {
  const prices = await loadPrices(listPrices, options.configDir)
  const ledger = await openLedger({
    dataDir: options.dataDir,
    sources: options.sources,
    machine: options.machine,
    thread: options.isFollowing ? 'own' : 'this',
  })
  let { problems, isUsageAlone } = await ledger.updateUsage()
  /** A server reads it behind; a command that asks for sessions waits for it. */
  const whole = async (): Promise<void> => {
    if (!isUsageAlone || options.isFollowing) return
    ;({ problems, isUsageAlone } = await ledger.update())
  }
  // A broken prices.toml does not hide the figures; the list we ship serves, and every report says so.
  const priceProblems = prices.ok ? [] : [prices.error.message]
  const service = createUsageService({
    ledger,
    prices: prices.ok ? prices.value : createPriceBook(listPrices, []),
    timezone: options.timezone,
    weekStartsOn: options.weekStartsOn,
    problems: () => [...priceProblems, ...problems],
  })
  if (options.isFollowing) await ledger.follow()
  return {
    usage: async (query) => service.usage(query),
    sessions: async (...asked) => {
      await whole()
      return service.sessions(...asked)
    },
    session: async (id) => {
      await whole()
      return service.session(id)
    },
    figuresOf: service.figuresOf,
    prices: service.prices,
    compactions: ledger.compactions,
    accounts: ledger.accounts,
    agents: ledger.agents,
    update: async () => {
      ;({ problems, isUsageAlone } = await ledger.update())
    },
    onChange: (listener) =>
      ledger.onChange((change) => {
        problems = ledger.status().problems
        listener(change)
      }),
    close: () => ledger.close(),
  }
}
