/** The price book as a table: one row per model and tier, at the rates of one day. Pure. */

import type { PriceRow } from '../settings/settings.ts'
import type { PriceBook, Rates } from './price.ts'

/** `day` as `YYYY-MM-DD` in UTC. */
export function priceRows(book: PriceBook, day: string): readonly PriceRow[] {
  return book.models.flatMap((model) => {
    const price = book.priceOf(model.id, day)
    if (price === undefined) return []
    const common = {
      model: model.id,
      label: price.label,
      contextWindowTokens: book.contextWindowOf(model.id),
      from: price.from,
      source: price.source,
      isOverride: price.isOverride,
    }
    const { longPrompt } = price
    const rows: PriceRow[] = [{ ...common, ...ratesOf(price.rates) }]
    if (longPrompt) rows.push({ ...common, ...ratesOf(longPrompt), aboveTokens: longPrompt.aboveTokens })
    return rows
  })
}

const ratesOf = ({ input, output, cacheWrite5m, cacheWrite1h, cacheRead }: Rates): Rates => ({
  input,
  output,
  cacheWrite5m,
  cacheWrite1h,
  cacheRead,
})
