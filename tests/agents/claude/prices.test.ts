import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { claudePrices } from '../../../src/agents/claude/prices.ts'
import { modelLabel } from '../../../src/agents/model-label.ts'
import { createPriceBook } from '../../../src/agents/price-book.ts'
import type { PricedUsage } from '../../../src/core/usage/cost.ts'
import { costOf, explainCost } from '../../../src/core/usage/cost.ts'
import { promptTiers } from '../../../src/core/usage/price.ts'
import { noTokens } from '../../../src/core/usage/tokens.ts'

/**
 * What Claude Code 2.1.329 said it had spent (`total_cost_usd`) on fixed usages, one line per model:
 * claude-opus-5-5 {"ctx": 1000000, "basis": ["claude-opus-5-5", "claude-opus-5-5", "list", 128000], "in": 0.04, "out": 0.2, …}
 */
const oracle = readFileSync(
  new URL('../../fixtures/prices/claude-code-2.1.329-price-oracle.txt', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => {
    const [model = ''] = line.split(' ', 1)
    return { model, said: JSON.parse(line.slice(model.length)) as Record<string, number> & { basis: string[] } }
  })

const usage = (tokens: Partial<PricedUsage['tokens']>, rest: Partial<PricedUsage> = {}): PricedUsage => {
  const { input = 0, cacheRead = 0, cacheWrite5m = 0, cacheWrite1h = 0 } = tokens
  const prompt = input + cacheRead + cacheWrite5m + cacheWrite1h
  const promptAboveTokens = promptTiers.findLast((tier) => prompt > tier) ?? 0
  return { tokens: { ...noTokens, ...tokens }, webSearches: 0, promptAboveTokens, ...rest }
}

const questions: Record<string, PricedUsage> = {
  in: usage({ input: 10_000 }),
  out: usage({ output: 10_000 }),
  read: usage({ cacheRead: 10_000 }),
  w5: usage({ cacheWrite5m: 10_000 }),
  w1h: usage({ cacheWrite1h: 10_000 }),
  ws1000: usage({}, { webSearches: 1000 }),
  fast_in: usage({ input: 10_000 }, { isFast: true }),
  fast_out: usage({ output: 10_000 }, { isFast: true }),
  us_in: usage({ input: 10_000 }, { isUsInference: true }),
  in150k: usage({ input: 150_000 }),
  in210k: usage({ input: 210_000 }),
  'out@210k': usage({ input: 210_000, output: 10_000 }),
}

const prices = createPriceBook(claudePrices)
const day = '2026-11-19'

describe('the prices we ship', () => {
  it('are checked against a whole oracle', () => {
    expect(oracle).toHaveLength(21)
  })

  it.each(oracle)('cost what Claude Code says: $model', ({ model, said }) => {
    const price = prices.priceOf(model, day)
    if (price === undefined) throw new Error(`${model} has no price`)
    for (const [question, asked] of Object.entries(questions)) {
      if (said[`err_${question}`] !== undefined) continue // the request was refused, nothing was spent
      const expected = said[question] ?? Number.NaN
      expect(Math.abs(costOf(asked, price) / expected - 1), `${model} ${question}`).toBeLessThan(1e-9)
    }
  })

  it.each(oracle)('go by the id Claude Code prices $model as', ({ model, said }) => {
    expect(prices.idOf(model)).toBe(prices.idOf(said.basis[1] ?? ''))
    expect(prices.contextWindowOf(model)).toBe(said['ctx'])
  })

  it("price Sonnet 5.5 at the response's own day", () => {
    const read = (on: string) => prices.priceOf('claude-sonnet-5-5', on)?.rates.cacheRead
    expect(read('2026-10-06')).toBe(0.2)
    expect(read('2026-10-07')).toBe(0.1)
  })

  it('price the whole of a Haiku 5.5 request above 100,000 tokens of prompt higher, and not at it', () => {
    const price = prices.priceOf('claude-haiku-5-5', day)
    if (price === undefined) throw new Error('no price')
    expect(costOf(usage({ cacheRead: 100_000, output: 1000 }), price)).toBeCloseTo(0.0015, 12)
    expect(costOf(usage({ input: 1, cacheRead: 100_000, output: 1000 }), price)).toBeCloseTo(0.0075005, 12)
  })

  it('multiply every token for fast speed and inference in the US, and no search', () => {
    const price = prices.priceOf('claude-opus-5-5', day)
    if (price === undefined) throw new Error('no price')
    const both = { isFast: true, isUsInference: true, webSearches: 2 }
    const tokens = { input: 1e6, output: 1e6, cacheWrite5m: 1e6, cacheWrite1h: 1e6, cacheRead: 1e6 }
    expect(costOf(usage(tokens, { ...both, promptAboveTokens: 0 }), price)).toBeCloseTo(37.2 * 2 * 1.1 + 0.02, 9)
  })

  it('have a source, sorted dates and no id twice', () => {
    const ids = claudePrices.models.flatMap(({ id, aliases = [] }) => [id, ...aliases])
    expect(new Set(ids).size).toBe(ids.length)
    for (const { source, prices: dated } of claudePrices.models) {
      expect(source).not.toBe('')
      const days = dated.map(({ from }) => from ?? '')
      expect(days).toEqual([...days].sort())
    }
  })

  it.each([
    'claude-opus-4-5-20251101',
    'us.anthropic.claude-opus-4-5-20251101-v1:0',
    'global.anthropic.claude-opus-4-5-20251101-v1:0',
    'eu.anthropic.claude-opus-4-5-20251101-v1:0',
    'anthropic.claude-opus-4-5-20251101-v1:0',
    'anthropic/claude-opus-4-5',
    'claude-opus-4-5@20251101',
    'claude-opus-4-5[1m]',
    'Claude-Opus-4-5',
  ])('know the spelling %s', (spelling) => {
    expect(prices.idOf(spelling)).toBe('claude-opus-4-5')
    expect(prices.priceOf(spelling, day)?.rates.input).toBe(5)
  })

  it.each(['claude-opus-4-9', 'claude-opus', 'gpt-6', 'claude-unreleased-9-20261201', ''])(
    'never guess by a prefix: %s',
    (model) => {
      expect(prices.priceOf(model, day)).toBeUndefined()
    },
  )
})

/** What Claude Code 2.1.329 made of a model's name (`canonicalModel`, `costBasis`), a line each: claude-opus-4.6 → claude-opus-4-6 list */
const spellings = readFileSync(
  new URL('../../fixtures/prices/claude-code-2.1.329-spellings.txt', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => /^(?<spelling>.+) → (?<canonical>.+) (?<basis>list|unknown)$/.exec(line)?.groups ?? {})

describe('the spellings of a model', () => {
  it('are checked against a whole list of answers', () => {
    expect(spellings).toHaveLength(228)
  })

  // Claude Code has dropped these two from its list; their prices are still published.
  const isRetired = (canonical: string) => /^claude-3-(opus|haiku)$/.test(canonical)

  it.each(spellings)('have a price where Claude Code has one, and none elsewhere: $spelling', (said) => {
    const { spelling = '', canonical = '', basis } = said
    expect(prices.priceOf(spelling, day) !== undefined).toBe(basis === 'list' || isRetired(canonical))
  })

  // Claude Code reads these as 4.0 and 4.1, by a prefix.
  const guessed = ['claude-opus-4_6', 'claude-opus-4-100', 'claude-opus-4-1000']
  const listed = spellings.filter(({ spelling = '', basis }) => basis === 'list' && !guessed.includes(spelling))

  it.each(listed)('are one model: $spelling is $canonical', ({ spelling = '', canonical = '' }) => {
    expect(prices.idOf(spelling)).toBe(prices.idOf(canonical))
  })

  it('keep what a gateway calls a model apart where the user has given that name a price', () => {
    const own = { id: 'acme/claude-opus-4-6', source: 'prices.toml', prices: [{ ...freeRates, input: 1 }] }
    const book = createPriceBook(claudePrices, [own])
    expect(book.priceOf('acme/claude-opus-4-6', day)?.rates.input).toBe(1)
    expect(book.priceOf('other/claude-opus-4-6', day)?.rates.input).toBe(5)
  })

  it.each([
    ['acme/claude-opus-5.5:thinking', 'Opus 5.5'],
    ['claude-sonnet-4-20250514', 'Sonnet 4'],
    ['claude-3-5-haiku', 'claude-3-5-haiku'],
    ['gpt-6', 'GPT-6'],
  ])('are called by the name of the model: %s', (spelling, label) => {
    expect(modelLabel(spelling)).toBe(label)
  })
})

const freeRates = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 }

describe('explainCost', () => {
  it('writes out steps whose sum is the cost', () => {
    const price = prices.priceOf('claude-fable-5-2', day)
    if (price === undefined) throw new Error('no price')
    const asked = usage(
      { input: 123, output: 4567, cacheRead: 89_012, cacheWrite5m: 345, cacheWrite1h: 678 },
      { isFast: true, isUsInference: true, webSearches: 3 },
    )
    const steps = explainCost(asked, price)
    expect(steps).toHaveLength(6)
    expect(steps.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(costOf(asked, price), 12)
    for (const { count, rateUsd, factor, usd, class: name } of steps) {
      expect(count * rateUsd * factor * (name === 'webSearch' ? 1 : 1e-6)).toBeCloseTo(usd, 12)
    }
  })
})
