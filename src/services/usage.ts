/** Tokens and cost, from the ledger. */
import type { UsageQuery, UsageReport } from '../core/usage/usage.ts'

export interface UsageService {
  report(query: UsageQuery): Promise<UsageReport>
}
