/**
 * The prices we ship: Anthropic's as Claude Code applies them, and those of the other makers, every row with its source. A model that no
 * list names is unpriced, never guessed by its relatives.
 */
import type { PriceList } from '../core/usage/price.ts'
import { claudePrices } from './claude/prices.ts'
import others from './other-prices.json' with { type: 'json' }

const otherPrices: PriceList = others

export const listPrices: PriceList = {
  asOf: claudePrices.asOf,
  models: [...claudePrices.models, ...otherPrices.models],
}
