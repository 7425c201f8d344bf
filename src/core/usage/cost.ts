/** Tokens × price = dollars, and the same written out. Pure. */
import type { Price, Rates } from './price.ts'
import { rateNames } from './price.ts'
import type { Tokens } from './tokens.ts'

/** What was used, summed over responses that are priced alike. */
export interface PricedUsage {
  readonly tokens: Tokens
  readonly webSearches: number
  /** `usage.speed` was "fast". */
  readonly isFast?: boolean | undefined
  /** `usage.inference_geo` was "us". */
  readonly isUsInference?: boolean | undefined
  /** The highest of `promptTiers` that the prompt of each of these responses exceeds; 0 or absent: none. */
  readonly promptAboveTokens?: number | undefined
}

/** API-equivalent US dollars. */
export function costOf(usage: PricedUsage, price: Price): number {
  return (
    tokenCost(usage.tokens, ratesFor(usage, price)) * factorOf(usage, price) + usage.webSearches * price.webSearchUsd
  )
}

/** What the cache saved: the same prompt at the full input price, less what it cost. Negative where writes were never read. */
export function cacheSavings(usage: PricedUsage, price: Price): number {
  const { tokens } = usage
  const rates = ratesFor(usage, price)
  const saved =
    tokens.cacheRead * (rates.input - rates.cacheRead) +
    tokens.cacheWrite5m * (rates.input - rates.cacheWrite5m) +
    tokens.cacheWrite1h * (rates.input - rates.cacheWrite1h)
  return (saved * factorOf(usage, price)) / 1e6
}

function tokenCost(tokens: Tokens, rates: Rates): number {
  return (
    (tokens.input * rates.input +
      tokens.output * rates.output +
      tokens.cacheWrite5m * rates.cacheWrite5m +
      tokens.cacheWrite1h * rates.cacheWrite1h +
      tokens.cacheRead * rates.cacheRead) /
    1e6
  )
}

const ratesFor = ({ promptAboveTokens = 0 }: PricedUsage, { rates, longPrompt }: Price): Rates =>
  longPrompt !== undefined && promptAboveTokens >= longPrompt.aboveTokens ? longPrompt : rates

const factorOf = ({ isFast, isUsInference }: PricedUsage, { fastFactor, usInferenceFactor }: Price): number =>
  (isFast ? fastFactor : 1) * (isUsInference ? usInferenceFactor : 1)

/** One line of the arithmetic: `count × usdPerUnit × factor = usd`. */
export interface CostStep {
  readonly class: keyof Tokens | 'webSearch'
  readonly count: number
  /** For tokens per million, for searches each. */
  readonly rateUsd: number
  readonly factor: number
  readonly usd: number
}

/** The steps whose sum is `costOf`; classes without a count are left out. */
export function explainCost(usage: PricedUsage, price: Price): readonly CostStep[] {
  const rates = ratesFor(usage, price)
  const factor = factorOf(usage, price)
  const steps: CostStep[] = rateNames
    .filter((name) => usage.tokens[name] !== 0)
    .map((name) => ({
      class: name,
      count: usage.tokens[name],
      rateUsd: rates[name],
      factor,
      usd: (usage.tokens[name] * rates[name] * factor) / 1e6,
    }))
  if (usage.webSearches !== 0) {
    const usd = usage.webSearches * price.webSearchUsd
    steps.push({ class: 'webSearch', count: usage.webSearches, rateUsd: price.webSearchUsd, factor: 1, usd })
  }
  return steps
}
