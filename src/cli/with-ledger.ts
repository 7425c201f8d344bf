/** The ledger itself and the prices in force, for the commands that need more than reports. */

import { agents } from '../agents/index.ts'
import { listPrices } from '../agents/list-prices.ts'
import { agentsOn, recordSourcesOf } from '../agents/machine-sources.ts'
import { CliError } from '../core/cli-error.ts'
import type { PriceBook } from '../core/usage/price.ts'
import { agentEnvironment } from '../storage/agent-environment.ts'
import { machineId } from '../storage/machine-id.ts'
import type { Ledger } from '../tracker/ledger.ts'
import { loadPrices } from '../tracker/price-overrides.ts'
import type { CommandContext } from './context.ts'
import { settings } from './context.ts'

export interface LedgerAndPrices {
  readonly ledger: Ledger
  readonly prices: PriceBook
}

/** Opens both, and closes the ledger whatever happens. Beside a running server that is no trouble: two may use one ledger. */
export async function withLedger<T>(context: CommandContext, use: (opened: LedgerAndPrices) => Promise<T>): Promise<T> {
  const { dataDir, agents: isOn } = await settings(context)
  const [prices, { openLedger }] = await Promise.all([pricesInForce(context), import('../tracker/open-ledger.ts')])
  const sources = recordSourcesOf(agentsOn(agents, isOn), agentEnvironment())
  const ledger = await openLedger({ dataDir, sources, machine: machineId(dataDir) })
  try {
    return await use({ ledger, prices })
  } finally {
    await ledger.close()
  }
}

export async function pricesInForce(context: CommandContext): Promise<PriceBook> {
  const { configDir } = await settings(context)
  const prices = await loadPrices(listPrices, configDir)
  if (!prices.ok) throw new CliError(prices.error.message)
  return prices.value
}
