/** What sessions cost, by the list that we ship with the user's own prices in front; where those can't be read, by the list alone. */

import { listPrices } from '../agents/list-prices.ts'
import { createPriceBook } from '../agents/price-book.ts'
import type { SessionPrices } from '../core/session/live-session-usage.ts'
import { loadPrices } from '../tracker/price-overrides.ts'

export async function sessionPrices(configDir: string): Promise<SessionPrices> {
  const prices = await loadPrices(listPrices, configDir)
  return prices.ok ? prices.value : createPriceBook(listPrices, [])
}
