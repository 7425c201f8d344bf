/**
 * Anthropic's list prices as Claude Code itself applies them, every row with its source, in prices.json.
 * tests/agents/claude/prices.test.ts checks them against what Claude Code 2.1.329 said it had spent.
 */
import type { PriceList } from '../../core/usage/price.ts'
import prices from './prices.json' with { type: 'json' }

export const claudePrices: PriceList = prices
