import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claudePrices } from '../../../src/agents/claude/prices.ts'
import { createPriceBook } from '../../../src/agents/price-book.ts'
import { createCalendar } from '../../../src/core/time/calendar.ts'
import { costOf } from '../../../src/core/usage/cost.ts'
import { noTokens } from '../../../src/core/usage/tokens.ts'
import type { UsageFigures, UsageGrouping, UsageQuery } from '../../../src/core/usage/usage.ts'
import { usageGroupings } from '../../../src/core/usage/usage.ts'
import type { StatsCacheEntry, UsageEntry } from '../../../src/core/usage/usage-entry.ts'
import { usageReport } from '../../../src/core/usage/usage-report.ts'

const prices = createPriceBook(claudePrices)
const at = (text: string): number => Date.parse(text)
const nowMs = at('2026-11-20T14:32:00Z')

const entry = (changes: Partial<UsageEntry> = {}): UsageEntry => ({
  model: 'claude-opus-5-5',
  quarterMs: at('2026-11-20T12:00:00Z'),
  tokens: { ...noTokens, input: 1_000_000 },
  responses: 1,
  webSearches: 0,
  isFast: false,
  isUsInference: false,
  promptAboveTokens: 0,
  ...changes,
})

function report(
  entries: readonly UsageEntry[],
  query: Partial<UsageQuery> = {},
  { timezone = 'UTC', statsCache = [] as readonly StatsCacheEntry[], now = nowMs } = {},
) {
  return usageReport({
    query: { by: 'day', ...query },
    entries,
    statsCache,
    prices,
    calendar: createCalendar(timezone, query.weekStartsOn),
    nowMs: now,
  })
}

describe('a usage report', () => {
  it('counts today, 7 and 30 days in the days of the time zone', () => {
    const entries = [
      '2026-11-19T23:45:00Z',
      '2026-11-20T00:00:00Z',
      '2026-11-13T23:45:00Z',
      '2026-10-21T23:45:00Z',
    ].map((text) => entry({ quarterMs: at(text) }))
    const inUtc = report(entries).periods
    expect([inUtc.today, inUtc.last7Days, inUtc.last30Days, inUtc.allTime].map((f) => f.responses)).toEqual([
      1, 2, 3, 4,
    ])
    const inBerlin = report(entries, {}, { timezone: 'Europe/Berlin' }).periods
    expect([inBerlin.today, inBerlin.last7Days, inBerlin.last30Days].map((f) => f.responses)).toEqual([2, 3, 4])
  })

  it('is of the agents that were asked for, and says whose usage is held', () => {
    const entries = [entry({ agent: 'claude' }), entry({ agent: 'codex' }), entry({ agent: 'pi' }), entry()]
    const asked = report(entries, { agent: ['codex', 'pi'] })
    expect(asked.total.responses).toBe(2)
    expect(asked.periods.allTime.responses).toBe(2)
    expect(asked.agents).toEqual(['claude', 'codex', 'pi'])
  })

  it('by agent names each kind, and what no record tells "unknown"', () => {
    const entries = [
      entry({ agent: 'claude' }),
      entry({ agent: 'pi', subagentId: 'x' }),
      entry({ agent: 'pi' }),
      entry(),
    ]
    expect(report(entries, { by: 'agent' }).rows.map(({ key, label, responses }) => [key, label, responses])).toEqual([
      ['pi', 'pi', 2],
      ['claude', 'claude', 1],
      ['', 'unknown', 1],
    ])
  })

  it('puts a response of the hour that comes twice into its own hour', () => {
    const entries = ['2026-10-25T00:15:00Z', '2026-10-25T01:15:00Z'].map((text) => entry({ quarterMs: at(text) }))
    const { rows } = report(entries, { by: 'hour' }, { timezone: 'Europe/Berlin' })
    expect(rows.map(({ key }) => key)).toEqual(['2026-10-25T02:00+02:00', '2026-10-25T02:00+01:00'])
  })

  it('groups by the local day in zones of half an hour', () => {
    const entries = ['2026-11-19T18:15:00Z', '2026-11-19T18:30:00Z'].map((text) => entry({ quarterMs: at(text) }))
    const { rows } = report(entries, {}, { timezone: 'Asia/Kolkata' })
    expect(rows.map(({ key, startAt }) => [key, startAt])).toEqual([
      ['2026-11-19', '2026-11-18T18:30:00.000Z'],
      ['2026-11-20', '2026-11-19T18:30:00.000Z'],
    ])
  })

  it('begins weeks where it is told', () => {
    const sunday = [entry({ quarterMs: at('2026-11-15T12:00:00Z') })]
    expect(report(sunday, { by: 'week', weekStartsOn: 'monday' }).rows[0]?.key).toBe('2026-11-09')
    expect(report(sunday, { by: 'week', weekStartsOn: 'sunday' }).rows[0]?.key).toBe('2026-11-15')
    expect(report(sunday, { by: 'week', weekStartsOn: 'monday' }).rows[0]?.label).toBe('9 Nov – 15 Nov')
    expect(report(sunday, { by: 'hour-of-week' }).rows[0]?.label).toBe('Sun 12:00')
  })

  it('takes since and until as whole local days, both inclusive', () => {
    const entries = ['2026-11-17T12:00Z', '2026-11-18T00:00Z', '2026-11-19T23:45Z', '2026-11-20T00:00Z'].map((text) =>
      entry({ quarterMs: at(text) }),
    )
    const { rows, total, periods } = report(entries, { since: '2026-11-18', until: '2026-11-19' })
    expect(rows.map(({ key }) => key)).toEqual(['2026-11-18', '2026-11-19'])
    expect(total.responses).toBe(2)
    expect(periods.allTime.responses).toBe(4)
  })

  it('shows the tokens of a model without a price and leaves its cost out, never as 0', () => {
    const unknown = entry({ model: 'acme-gateway/next-1', tokens: { ...noTokens, output: 41_200 } })
    const alone = report([unknown], { by: 'model' })
    expect(alone.total.costUsd).toBeUndefined()
    expect(alone.total.cacheSavedUsd).toBeUndefined()
    expect(alone.rows[0]).toMatchObject({
      key: 'acme-gateway/next-1',
      label: 'acme-gateway/next-1',
      totalTokens: 41_200,
    })
    const both = report([unknown, entry()], { by: 'model' })
    expect(both.total.costUsd).toBe(4)
    expect(both.total.unpriced).toEqual([{ model: 'acme-gateway/next-1', tokens: 41_200 }])
    expect(both.rows.map(({ label }) => label)).toEqual(['Opus 5.5', 'acme-gateway/next-1'])
  })

  it('says $0 where nothing was used', () => {
    expect(report([]).total).toMatchObject({ costUsd: 0, totalTokens: 0, unpriced: [], origin: 'counted' })
  })

  it('adds up two spellings of one model', () => {
    const entries = [
      'claude-haiku-4-5-20251001',
      'us.anthropic.claude-haiku-4-5-20251001-v1:0',
      'claude-haiku-4-5',
    ].map((model) => entry({ model }))
    expect(report(entries, { by: 'model' }).rows.map(({ key, responses }) => [key, responses])).toEqual([
      ['claude-haiku-4-5', 3],
    ])
    expect(report(entries, { model: 'Haiku 4.5' }).total.responses).toBe(3)
    expect(report(entries, { model: 'haiku-4-5' }).total.responses).toBe(3)
    expect(report(entries, { model: 'haiku' }).total.responses).toBe(0)
  })

  it('tells what the cache hit and saved', () => {
    const tokens = { ...noTokens, input: 100_000, cacheRead: 800_000, cacheWrite5m: 100_000 }
    const { total } = report([entry({ tokens })])
    expect(total.cacheHitRate).toBeCloseTo(0.8, 12)
    // At the full price the prompt would be $4.00; it was 0.40 + 0.16 + 0.50.
    expect(total.cacheSavedUsd).toBeCloseTo(4 - 1.06, 12)
  })

  it('calls groups of sources by what they are', () => {
    const entries = [
      entry({ cwd: '/home/dev/payments-api', branch: 'main', sessionId: 'a' }),
      entry({
        cwd: '/home/dev/payments-api',
        branch: 'feat/x',
        sessionId: 'b',
        subagentId: 's',
        subagentType: 'Explore',
      }),
      entry({ cwd: 'C:\\code\\tools', sessionId: 'c' }),
    ]
    const labels = (by: UsageGrouping) => report(entries, { by }).rows.map(({ label }) => label)
    expect(labels('project')).toEqual(['payments-api', 'tools'])
    expect(labels('branch').sort()).toEqual(['no branch', 'payments-api feat/x', 'payments-api main'])
    expect(labels('subagent')).toEqual(['main', 'Explore'])
    expect(report(entries, { project: 'payments-api' }).total.responses).toBe(2)
    expect(report(entries, { project: '/home/dev/payments-api', session: 'a' }).total.responses).toBe(1)
  })

  it('keeps what has no date in the total of all time and out of every range', () => {
    const entries = [entry({ quarterMs: undefined })]
    expect(report(entries).rows.map(({ label }) => label)).toEqual(['no date'])
    expect(report(entries).periods).toMatchObject({ allTime: { responses: 1 }, last30Days: { responses: 0 } })
    expect(report(entries, { since: '2020-01-01' }).total.responses).toBe(0)
  })

  it('splits rows by model, in the order of cost', () => {
    const entries = [entry({ model: 'claude-haiku-4-5' }), entry()]
    expect(
      report(entries, { splitBy: 'model' }).rows[0]?.models?.map(({ label, costUsd }) => [label, costUsd]),
    ).toEqual([
      ['Opus 5.5', 4],
      ['Haiku 4.5', 1],
    ])
  })
})

describe('days that only the stats-cache knows', () => {
  const statsCache = [
    { date: '2026-10-01', agent: 'claude', model: 'claude-opus-5-5', tokens: 500 },
    { date: '2026-10-02', agent: 'claude', model: 'claude-haiku-4-5-20251001', tokens: 70 },
  ]

  it('are of the agent whose figures they are', () => {
    const others = [entry({ agent: 'codex' })]
    expect(report(others, { agent: ['codex'] }, { statsCache }).total.origin).toBe('counted')
    expect(report(others, { agent: ['claude'] }, { statsCache }).total).toMatchObject({
      totalTokens: 570,
      origin: 'stats-cache',
    })
    expect(report(others, { by: 'agent' }, { statsCache }).rows.map(({ key }) => key)).toEqual(['codex', 'claude'])
  })

  it('are rows of their own, without a cost, and make the total mixed', () => {
    const { rows, total, periods } = report([entry()], { by: 'month' }, { statsCache })
    expect(rows.map(({ key, totalTokens, origin, costUsd }) => [key, totalTokens, origin, costUsd])).toEqual([
      ['2026-10', 570, 'stats-cache', undefined],
      ['2026-11', 1_000_000, 'counted', 4],
    ])
    expect(total).toMatchObject({ totalTokens: 1_000_570, statsCacheTokens: 570, costUsd: 4, origin: 'mixed' })
    expect(periods.last30Days.origin).toBe('counted')
    expect(periods.allTime.origin).toBe('mixed')
  })

  it('belong to no project and no hour', () => {
    expect(report([entry()], { by: 'hour' }, { statsCache }).total.origin).toBe('counted')
    expect(report([entry({ cwd: '/x/y' })], { project: 'y' }, { statsCache }).periods.allTime.origin).toBe('counted')
  })

  it('are found by model', () => {
    expect(report([], { model: 'haiku-4-5' }, { statsCache }).total.totalTokens).toBe(70)
  })
})

describe('5-hour blocks', () => {
  it('begin on the hour before the first response and again after a block ended', () => {
    const entries = ['09:45', '13:45', '14:00', '14:15', '21:30'].map((time) =>
      entry({ quarterMs: at(`2026-11-19T${time}:00Z`) }),
    )
    const { rows } = report(entries, { by: 'block' })
    expect(rows.map(({ label, responses }) => [label, responses])).toEqual([
      ['Thu 19 Nov 09:00–14:00', 2],
      ['Thu 19 Nov 14:00–19:00', 2],
      ['Thu 19 Nov 21:00–02:00', 1],
    ])
  })

  it('have a pace and a projection while they run', () => {
    const tokens = { ...noTokens, output: 1_392_000 } // $27.84
    const { currentBlock } = report([entry({ tokens })])
    expect(currentBlock?.startAt).toBe('2026-11-20T12:00:00.000Z')
    expect(currentBlock?.costUsd).toBeCloseTo(27.84, 9)
    expect(currentBlock?.burnUsdPerHour).toBeCloseTo(10.99, 2)
    expect(currentBlock?.projectedUsd).toBeCloseTo(54.95, 2)
  })

  it('have no pace in their first minutes, and there is none after the end', () => {
    const first = report([entry()], {}, { now: at('2026-11-20T12:04:59Z') }).currentBlock
    expect(first).toMatchObject({ costUsd: 4 })
    expect(first?.burnUsdPerHour).toBeUndefined()
    expect(first?.burnTokensPerMinute).toBeUndefined()
    const told = report([entry()], {}, { now: at('2026-11-20T12:05:00Z') }).currentBlock
    expect(told).toMatchObject({ burnTokensPerMinute: 200_000, burnUsdPerHour: 48, projectedUsd: 240 })
    expect(report([entry()], {}, { now: at('2026-11-20T17:00:00Z') }).currentBlock).toBeUndefined()
  })

  it('belong to the account: a filter changes the sum, not the window', () => {
    const entries = [entry({ cwd: '/a' }), entry({ cwd: '/b', quarterMs: at('2026-11-20T14:15:00Z') })]
    const { rows } = report(entries, { by: 'block', project: 'b' })
    expect(rows.map(({ startAt, responses }) => [startAt, responses])).toEqual([['2026-11-20T12:00:00.000Z', 1]])
  })
})

describe('whatever is grouped', () => {
  const quarter = fc
    .integer({ min: at('2026-03-01') / 900_000, max: at('2026-11-21') / 900_000 })
    .map((quarters) => quarters * 900_000)
  const anyEntry: fc.Arbitrary<UsageEntry> = fc.record({
    model: fc.constantFrom('claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5', 'acme/next', undefined),
    quarterMs: fc.option(quarter, { nil: undefined, freq: 20 }),
    tokens: fc.record({
      input: fc.nat(1e6),
      output: fc.nat(1e5),
      cacheRead: fc.nat(1e7),
      cacheWrite5m: fc.nat(1e6),
      cacheWrite1h: fc.nat(1e6),
    }),
    responses: fc.integer({ min: 1, max: 50 }),
    webSearches: fc.nat(3),
    isFast: fc.boolean(),
    isUsInference: fc.boolean(),
    promptAboveTokens: fc.constantFrom(0, 100_000, 200_000),
    sessionId: fc.constantFrom('s1', 's2', 's3'),
    cwd: fc.constantFrom('/home/dev/a', '/home/dev/b', undefined),
    branch: fc.constantFrom('main', 'x', undefined),
    subagentId: fc.constantFrom('agent', undefined),
  })
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe']

  const sums = (parts: readonly UsageFigures[]) => ({
    tokens: parts.reduce((sum, { totalTokens }) => sum + totalTokens, 0),
    responses: parts.reduce((sum, { responses }) => sum + responses, 0),
    searches: parts.reduce((sum, { webSearches }) => sum + webSearches, 0),
    unpriced: parts.flatMap(({ unpriced }) => unpriced).reduce((sum, { tokens }) => sum + tokens, 0),
  })
  const dollars = (parts: readonly UsageFigures[]) => parts.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0)
  const saved = (parts: readonly UsageFigures[]) => parts.reduce((sum, { cacheSavedUsd = 0 }) => sum + cacheSavedUsd, 0)

  it.each(usageGroupings)('the rows add up to the total: by %s', (by) => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 60 }), fc.constantFrom(...zones), (entries, timezone) => {
        const { rows, total } = report(entries, { by, splitBy: 'model' }, { timezone })
        const direct = entries.reduce((sum, used) => {
          const on = used.quarterMs === undefined ? '9999-12-31' : new Date(used.quarterMs).toISOString().slice(0, 10)
          const price = used.model === undefined ? undefined : prices.priceOf(used.model, on)
          return sum + (price === undefined ? 0 : costOf(used, price))
        }, 0)
        for (const parts of [rows, rows.flatMap(({ models = [] }) => models)]) {
          expect(sums(parts)).toEqual(sums([total]))
          expect(dollars(parts)).toBeCloseTo(total.costUsd ?? 0, 6)
          expect(saved(parts)).toBeCloseTo(total.cacheSavedUsd ?? 0, 6)
        }
        expect(total.costUsd ?? 0).toBeCloseTo(direct, 6)
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
        const bounded = rows.filter(({ startAt }) => startAt !== undefined)
        expect(bounded.map(({ startAt }) => startAt)).toEqual(bounded.map(({ startAt }) => startAt).sort())
        for (const [index, row] of bounded.entries()) {
          const next = bounded[index + 1]
          if (next) expect(String(row.endAt) <= String(next.startAt)).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })
})
