/** The generator writes what is right beside its data: the ledger must say the same, to the token and to 1e-9 of a dollar. */
import { describe, expect, it } from 'vitest'
import { claudePrices } from '../../src/agents/claude/prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import { costOf } from '../../src/core/usage/cost.ts'
import { totalTokens } from '../../src/core/usage/tokens.ts'
import type { Ledger, SessionUsage } from '../../src/tracker/ledger.ts'
import { generateHome, ledgerOf, type Truth, type TruthFigures, totalsOf } from './home.ts'

const small = { sessions: 40, 'size-mb': 6, days: 20 }

describe.each([
  ['the usual traps, seed 1', { ...small, seed: 1 }],
  ['the usual traps, seed 2', { ...small, seed: 2 }],
  ['many forks and side questions', { ...small, seed: 3, forks: 0.6, btw: 0.9 }],
  ['only subagents that are mirrored', { ...small, seed: 4, subagents: 1, progress: 1 }],
  ['many broken lines and API errors', { ...small, seed: 5, malformed: 0.05, synthetic: 0.5 }],
  ['models without a price', { ...small, seed: 6, unpriced: 0.5, 'cost-state': 1 }],
  ['no traps', { ...small, seed: 7, forks: 0, btw: 0, progress: 0, malformed: 0, synthetic: 0 }],
  [
    'enough for the scanner, and for several transactions',
    { seed: 8, sessions: 120, 'size-mb': 24, forks: 0.2, btw: 0.3 },
  ],
])('with %s', (_, options) => {
  it('counts every response once, with its final usage, where it was made', async () => {
    const { configDir, truth } = generateHome(options)
    const ledger = await ledgerOf(configDir)
    const report = await ledger.update()
    const { input, output, cacheRead, cacheWrite5m, cacheWrite1h, costUsd } = truth.unique
    const responses = truth.counts['responses']
    expect(totalsOf(ledger)).toEqual({
      responses,
      input,
      output,
      cacheRead,
      cacheWrite5m,
      cacheWrite1h,
      webSearches: 0,
    })
    expect(report.newResponses).toBe(responses)
    expect(ledger.responses()).toHaveLength(responses ?? 0)
    expectGroups(ledger, truth)
    expect(relativeError(dollarsOf(ledger.sessionUsage()), costUsd)).toBeLessThan(1e-9)
    expect(relativeError(dollarsOf(ledger.usage()), costUsd)).toBeLessThan(1e-9)
    // Blank lines are among the truth's broken ones; they hold nothing and hurt nobody.
    expect(ledger.status().badLines).toBeLessThanOrEqual(truth.counts['malformedLines'] ?? 0)
  })
})

it('reads nothing and changes nothing when nothing is new', async () => {
  const { configDir } = generateHome({ ...small, seed: 9 })
  const ledger = await ledgerOf(configDir)
  await ledger.update()
  const before = [totalsOf(ledger), ledger.revision()]
  const report = await ledger.update()
  expect(report).toMatchObject({ filesRead: 0, bytesRead: 0, newResponses: 0, isSaved: true })
  expect([totalsOf(ledger), ledger.revision()]).toEqual(before)
})

function expectGroups(ledger: Ledger, truth: Truth): void {
  const bySource = ledger.usageBySource()
  const bySession = Map.groupBy(ledger.sessionUsage(), ({ sessionId }) => sessionId)
  expect(Object.fromEntries([...bySession].map(([id, rows]) => [id, figuresOf(rows)]))).toEqual(
    rounded(truth.bySession),
  )
  const byModel = Map.groupBy(bySource, ({ model }) => model ?? '')
  expect(Object.fromEntries([...byModel].map(([model, rows]) => [model, figuresOf(rows)]))).toEqual(
    rounded(truth.byModel),
  )
  const byProject = Map.groupBy(bySource, ({ projectSlug }) => projectSlug ?? '')
  expect(Object.fromEntries([...byProject].map(([slug, rows]) => [slug, figuresOf(rows)]))).toEqual(
    rounded(truth.byProject),
  )
}

type Usage = Pick<SessionUsage, 'responses' | 'tokens'>

const figuresOf = (rows: readonly Usage[]) => ({
  responses: rows.reduce((sum, { responses }) => sum + responses, 0),
  total: rows.reduce((sum, { tokens }) => sum + totalTokens(tokens), 0),
})

const rounded = (groups: Readonly<Record<string, TruthFigures>>) =>
  Object.fromEntries(Object.entries(groups).map(([key, { responses, total }]) => [key, { responses, total }]))

const prices = createPriceBook(claudePrices)

function dollarsOf(rows: readonly (SessionUsage | ReturnType<Ledger['usage']>[number])[]): number {
  return rows.reduce((sum, row) => {
    const atMs = 'quarterMs' in row ? row.quarterMs : row.dayMs
    const price =
      row.model === undefined ? undefined : prices.priceOf(row.model, new Date(atMs ?? 0).toISOString().slice(0, 10))
    return price ? sum + costOf(row, price) : sum
  }, 0)
}

const relativeError = (actual: number, expected: number): number => Math.abs(actual - expected) / expected
