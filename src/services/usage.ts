/** Tokens and cost, from the ledger. */
import type { PriceList } from '../core/usage/price.ts'
import type { UsageQuery, UsageReport } from '../core/usage/usage.ts'

export interface UsageService {
  report(query: UsageQuery): Promise<UsageReport>
  /** The prices in force, the user's own among them. */
  prices(): Promise<PriceList>
}
