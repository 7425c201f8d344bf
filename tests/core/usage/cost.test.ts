/** Tokens × price: each class at its own rate, the factors, the step for long prompts, and the same written out. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PricedUsage } from '../../../src/core/usage/cost.ts'
import { cacheSavings, costOf, explainCost } from '../../../src/core/usage/cost.ts'
import type { Price } from '../../../src/core/usage/price.ts'
import { noTokens, type Tokens } from '../../../src/core/usage/tokens.ts'

const price: Price = {
  model: 'm',
  label: 'M',
  rates: { input: 3, output: 15, cacheWrite5m: 4, cacheWrite1h: 6, cacheRead: 0.3 },
  longPrompt: { aboveTokens: 200_000, input: 6, output: 22, cacheWrite5m: 8, cacheWrite1h: 12, cacheRead: 0.6 },
  fastFactor: 6,
  usInferenceFactor: 1.1,
  webSearchUsd: 0.01,
  source: '',
  isOverride: false,
}
const usage = (tokens: Partial<Tokens>, more: Partial<PricedUsage> = {}): PricedUsage => ({
  tokens: { ...noTokens, ...tokens },
  webSearches: 0,
  ...more,
})

describe('what it costs', () => {
  it.each([
    ['input', 3],
    ['output', 15],
    ['cacheWrite5m', 4],
    ['cacheWrite1h', 6],
    ['cacheRead', 0.3],
  ] as const)('is a million %s tokens at %d dollars', (name, usd) => {
    expect(costOf(usage({ [name]: 1_000_000 }), price)).toBeCloseTo(usd, 12)
  })

  it('is more for fast answers and for inference in one region, both together multiplied', () => {
    const tokens = { output: 1_000_000 }
    expect(costOf(usage(tokens, { isFast: true }), price)).toBeCloseTo(90, 12)
    expect(costOf(usage(tokens, { isUsInference: true }), price)).toBeCloseTo(16.5, 12)
    expect(costOf(usage(tokens, { isFast: true, isUsInference: true }), price)).toBeCloseTo(99, 12)
  })

  it('takes searches as they are, whatever multiplies the tokens', () => {
    expect(costOf(usage({}, { webSearches: 7, isFast: true, isUsInference: true }), price)).toBeCloseTo(0.07, 12)
  })

  it('goes by the higher rates for all tokens of prompts above the step, and not below', () => {
    const tokens = { input: 1_000_000, output: 1_000_000 }
    expect(costOf(usage(tokens, { promptAboveTokens: 128_000 }), price)).toBe(18)
    expect(costOf(usage(tokens, { promptAboveTokens: 200_000 }), price)).toBe(28)
    expect(costOf(usage(tokens, { promptAboveTokens: 512_000 }), price)).toBe(28)
    expect(costOf(usage(tokens, { promptAboveTokens: 512_000 }), { ...price, longPrompt: undefined })).toBe(18)
  })
})

describe('what the cache saved', () => {
  it('is the full price of what was read, less what reading and writing it cost', () => {
    expect(cacheSavings(usage({ cacheRead: 1_000_000 }), price)).toBeCloseTo(2.7, 12)
    expect(cacheSavings(usage({ cacheWrite5m: 1_000_000 }), price)).toBeCloseTo(-1, 12)
    expect(cacheSavings(usage({ cacheWrite1h: 1_000_000 }), price)).toBeCloseTo(-3, 12)
    expect(cacheSavings(usage({ input: 1_000_000, output: 1_000_000 }), price)).toBe(0)
  })

  it('is multiplied as the cost is, and goes by the same step', () => {
    const tokens = { cacheRead: 1_000_000 }
    expect(cacheSavings(usage(tokens, { isFast: true }), price)).toBeCloseTo(16.2, 12)
    expect(cacheSavings(usage(tokens, { promptAboveTokens: 200_000 }), price)).toBeCloseTo(5.4, 12)
  })
})

describe('the cost written out', () => {
  it('has a line for each class that was used, with its count, rate and factor', () => {
    expect(explainCost(usage({ cacheRead: 10, input: 20 }, { webSearches: 2, isFast: true }), price)).toEqual([
      { class: 'input', count: 20, rateUsd: 3, factor: 6, usd: (20 * 3 * 6) / 1e6 },
      { class: 'cacheRead', count: 10, rateUsd: 0.3, factor: 6, usd: (10 * 0.3 * 6) / 1e6 },
      { class: 'webSearch', count: 2, rateUsd: 0.01, factor: 1, usd: 0.02 },
    ])
    expect(explainCost(usage({}), price)).toEqual([])
  })

  it('adds up to the cost, whatever was used', () => {
    const anyUsage: fc.Arbitrary<PricedUsage> = fc.record({
      tokens: fc.record({
        input: fc.nat(1e6),
        output: fc.nat(1e6),
        cacheRead: fc.nat(1e7),
        cacheWrite5m: fc.nat(1e6),
        cacheWrite1h: fc.nat(1e6),
      }),
      webSearches: fc.nat(9),
      isFast: fc.boolean(),
      isUsInference: fc.boolean(),
      promptAboveTokens: fc.constantFrom(0, 128_000, 200_000),
    })
    fc.assert(
      fc.property(anyUsage, (used) => {
        const sum = explainCost(used, price).reduce((total, { usd }) => total + usd, 0)
        expect(sum).toBeCloseTo(costOf(used, price), 8)
      }),
    )
  })
})
