/** Which price holds for which spelling on which day, with the user's own prices in front. */
import { describe, expect, it } from 'vitest'
import { createPriceBook } from '../../src/agents/price-book.ts'
import type { ModelPrices, PriceList } from '../../src/core/usage/price.ts'

const rates = { input: 4, output: 20, cacheWrite5m: 5, cacheWrite1h: 8, cacheRead: 0.4 }
const model = (id: string, more: Partial<ModelPrices> = {}): ModelPrices => ({
  id,
  source: 'list',
  prices: [rates],
  ...more,
})
const bookOf = (models: readonly ModelPrices[], overrides: readonly ModelPrices[] = []) =>
  createPriceBook({ asOf: '2026-05-01', models } satisfies PriceList, overrides)

describe('a price', () => {
  const dated = model('claude-a', {
    prices: [
      { ...rates, input: 1 },
      { ...rates, input: 2, from: '2026-03-01' },
      { ...rates, input: 3, from: '2026-09-01' },
    ],
  })

  it.each([
    ['2020-01-01', 1],
    ['2026-02-28', 1],
    ['2026-03-01', 2],
    ['2026-08-31', 2],
    ['2026-09-01', 3],
    ['9999-12-31', 3],
  ])('holds from its first day on: %s', (day, input) => {
    expect(bookOf([dated]).priceOf('claude-a', day)?.rates.input).toBe(input)
  })

  it('says from which day it holds and where it comes from', () => {
    expect(bookOf([dated]).priceOf('claude-a', '2026-04-01')).toMatchObject({ from: '2026-03-01', source: 'list' })
    expect(bookOf([dated]).priceOf('claude-a', '2020-01-01')?.from).toBeUndefined()
  })

  it('is none before the first day that any is known for', () => {
    const later = model('claude-a', { prices: [{ ...rates, from: '2026-03-01' }] })
    expect(bookOf([later]).priceOf('claude-a', '2026-02-28')).toBeUndefined()
    expect(bookOf([later]).priceOf('claude-a', '2026-03-01')).toBeDefined()
  })

  it('has factors of one and no price of a search where the list says nothing', () => {
    expect(bookOf([model('claude-a')]).priceOf('claude-a', '2026-01-01')).toMatchObject({
      fastFactor: 1,
      usInferenceFactor: 1,
      webSearchUsd: 0,
      isOverride: false,
      longPrompt: undefined,
    })
  })
})

describe('a model', () => {
  const book = bookOf([
    model('claude-a-4-5', { label: 'A 4.5', aliases: ['claude-a-latest'], contextWindowTokens: 200_000 }),
  ])

  it.each([
    'claude-a-4-5',
    'CLAUDE-A-4-5',
    'claude-a-4-5-20251101',
    'us.anthropic.claude-a-4-5-20251101-v1:0',
    'anthropic/claude-a-4-5',
    'claude-a-4-5@20251101',
    'claude-a-4-5[1m]',
    'claude-a-latest',
  ])('is found by any of its spellings: %s', (spelling) => {
    expect(book.idOf(spelling)).toBe('claude-a-4-5')
    expect(book.labelOf(spelling)).toBe('A 4.5')
    expect(book.priceOf(spelling, '2026-01-01')?.model).toBe('claude-a-4-5')
  })

  it.each(['claude-a-4-50', 'claude-a-4', 'acme.claude-a', 'a-4-5', ''])('is never guessed: %j', (spelling) => {
    expect(book.priceOf(spelling, '2026-01-01')).toBeUndefined()
    expect(book.contextWindowOf(spelling)).toBeUndefined()
  })

  it('without a label is called by its id, an unknown one by its normalised name', () => {
    expect(bookOf([model('claude-b')]).labelOf('claude-b-20260101')).toBe('claude-b')
    expect([book.labelOf('Acme/Next-1'), book.idOf('Acme/Next-1')]).toEqual(['acme/next-1', 'acme/next-1'])
  })

  it('has the window of a million tokens where its id asks for it, known or not', () => {
    expect(book.contextWindowOf('claude-a-4-5')).toBe(200_000)
    expect(book.contextWindowOf('claude-a-4-5[1m]')).toBe(1_000_000)
    expect(book.contextWindowOf('acme[1m]')).toBe(1_000_000)
  })
})

describe('the prices of the user', () => {
  const own = (id: string) => model(id, { isOverride: true, source: 'prices.toml', prices: [{ ...rates, input: 9 }] })

  it('replace a model where it stands and add what the list lacks', () => {
    const book = bookOf([model('claude-a'), model('claude-b')], [own('claude-c'), own('claude-a')])
    expect(book.models.map(({ id, isOverride }) => [id, isOverride ?? false])).toEqual([
      ['claude-a', true],
      ['claude-b', false],
      ['claude-c', true],
    ])
    expect(book.priceOf('claude-a', '2026-01-01')).toMatchObject({ rates: { input: 9 }, isOverride: true })
    expect(book.priceOf('claude-b', '2026-01-01')).toMatchObject({ rates: { input: 4 }, isOverride: false })
  })
})
