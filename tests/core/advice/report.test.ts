/** What becomes of cases: priced, summed by rule, hidden, and counted once where several rules count the same. */
import { describe, expect, it } from 'vitest'
import { listPrices } from '../../../src/agents/list-prices.ts'
import { createPriceBook } from '../../../src/agents/price-book.ts'
import { type AdviceOptions, adviceReport, type KnownSession } from '../../../src/core/advice/advice-report.ts'
import type { AdviceRule, WasteCase } from '../../../src/core/advice/waste-case.ts'
import { adviceRules } from '../../../src/core/advice/waste-case.ts'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const day = 86_400_000

/** At $0.5 a million. */
const found = (rule: AdviceRule, usd: number, more: Partial<WasteCase> = {}): WasteCase => ({
  ...{ rule, cursor: 'main@1.0', atMs: nowMs - day, over: `${rule} ${usd}`, amount: 1, tokens: usd * 2e6 },
  parts: [{ model: 'claude-opus-4-6', day: '2026-11-19', tokens: { cacheRead: usd * 2e6 } }],
  ...more,
})

const session = (sessionId: string, cases: readonly WasteCase[], more: Partial<KnownSession> = {}): KnownSession => ({
  agent: 'claude',
  sessionId,
  project: 'payments',
  ...more,
  waste: {
    ...{ firstMs: nowMs - 10 * day, lastMs: nowMs - day, prompts: 60, responses: 60, spent: [], cases },
    ...{ pauses: [], answers: [], servers: [], edited: [], commits: 0 },
    ...more.waste,
  },
})

const report = (sessions: readonly KnownSession[], changes: Partial<AdviceOptions> = {}) =>
  adviceReport(sessions, {
    ...{ query: { days: 30 }, nowMs, prices: createPriceBook(listPrices, []), hidden: [], hints: {} },
    ...{ minUsd: 2, most: 8, sessionsToRead: 0 },
    ...changes,
  })
const rulesOf = (...asked: Parameters<typeof report>) => report(...asked).findings.map(({ rule }) => rule)

describe('a finding', () => {
  it('is one from the threshold on, by all of its cases', () => {
    expect(rulesOf([session('a', [found('same-file', 1.99)])])).toEqual([])
    expect(rulesOf([session('a', [found('same-file', 1)]), session('b', [found('same-file', 1)])])).toEqual([
      'same-file',
    ])
    expect(report([]).foundNothing).toEqual(adviceRules.filter((rule) => rule !== 'thrown-away'))
  })

  it('comes by money, and no more than asked for', () => {
    const cases = [found('same-file', 3), found('cache-pause', 9), found('big-result', 5)]
    expect(rulesOf([session('a', cases)])).toEqual(['cache-pause', 'big-result', 'same-file'])
    expect(rulesOf([session('a', cases)], { most: 2 })).toEqual(['cache-pause', 'big-result'])
  })

  it('is of the time and the project asked for', () => {
    const old = found('same-file', 5, { atMs: nowMs - 31 * day })
    expect(rulesOf([session('a', [old])])).toEqual([])
    expect(rulesOf([session('a', [old])], { query: { days: 32 } })).toEqual(['same-file'])
    expect(rulesOf([session('a', [found('same-file', 5)])], { query: { days: 30, project: 'other' } })).toEqual([])
  })

  it('has no figure of a model that nobody knows the price of, and says of how many cases', () => {
    const parts = [{ model: 'nobody-1', day: '2026-11-19', tokens: { cacheRead: 9e9 } }]
    const [one] = report([session('a', [found('same-file', 5), found('same-file', 6, { parts })])]).findings
    expect(one).toMatchObject({ cases: 1, unpricedCases: 1, usd: 5 })
    expect(rulesOf([session('a', [found('same-file', 6, { parts })])])).toEqual([])
  })

  it('shows the dearest four, or all', () => {
    const cases = [1, 2, 3, 4, 5].map((usd) => found('same-file', usd))
    expect(report([session('a', cases)]).findings[0]?.dearest.map(({ usd }) => usd)).toEqual([5, 4, 3, 2])
    expect(report([session('a', cases)], { query: { days: 30, allCases: true } }).findings[0]?.dearest).toHaveLength(5)
  })

  it('is hidden in a project or everywhere', () => {
    const sessions = [
      session('a', [found('same-file', 5)]),
      session('b', [found('same-file', 3)], { project: 'search' }),
    ]
    const inSearch = report(sessions, { hidden: [{ rule: 'same-file', project: 'search' }] })
    expect(inSearch.findings[0]).toMatchObject({ usd: 5, cases: 1 })
    expect(rulesOf(sessions, { hidden: [{ rule: 'same-file' }] })).toEqual([])
    const all = report(sessions, { hidden: [{ rule: 'same-file' }], query: { days: 30, withHidden: true } })
    expect(all.findings[0]).toMatchObject({ usd: 8, isHidden: true })
  })

  it('of a server is none once anybody called it', () => {
    const cases = [found('unused-server', 5, { what: 'figma' })]
    expect(rulesOf([session('a', cases)])).toEqual(['unused-server'])
    const called = { ...session('b', []), waste: { ...session('b', []).waste, servers: ['figma'] } }
    expect(rulesOf([session('a', cases), called])).toEqual([])
  })

  it('of a small model needs a context that this one takes', () => {
    const parts = (promptTokens: number) => [
      { model: 'claude-opus-4-6', day: '2026-11-19', tokens: { cacheRead: 10e6 } },
      { model: 'claude-haiku-4-5', day: '2026-11-19', tokens: { input: -1 }, promptTokens },
    ]
    expect(rulesOf([session('a', [found('small-model', 5, { parts: parts(200_000) })])])).toEqual(['small-model'])
    expect(rulesOf([session('a', [found('small-model', 5, { parts: parts(200_001) })])])).toEqual([])
  })
})

describe('the sum', () => {
  it('counts once what two rules count, by the one that counts most of it', () => {
    const over = 'result t1'
    const cases = [found('same-file', 3, { over }), found('big-result', 5, { over }), found('cache-pause', 4)]
    expect(report([session('a', cases)]).savedUsd).toBe(9)
    expect(
      report([session('a', [cases[0] ?? found('same-file', 3)]), session('b', [cases[1] ?? found('same-file', 3)])])
        .savedUsd,
    ).toBe(8)
  })

  it('holds all else of a session whose work was thrown away, which is asked for alone', () => {
    const thrownAway = found('thrown-away', 20, { over: 'session' })
    const sessions = [session('a', [found('same-file', 5)], { thrownAway })]
    expect(report(sessions).savedUsd).toBe(5)
    expect(report(sessions, { query: { days: 30, withGit: true } }).savedUsd).toBe(20)
  })
})

it('there is no advice before three days or fifty messages', () => {
  const young = (prompts: number, firstMs: number) => {
    const one = session('a', [])
    return { ...one, waste: { ...one.waste, prompts, firstMs } }
  }
  expect(report([young(49, nowMs - 3 * day + 1)]).isTooEarly).toBe(true)
  expect(report([young(50, nowMs - 3 * day + 1)]).isTooEarly).toBe(false)
  expect(report([young(1, nowMs - 3 * day)]).isTooEarly).toBe(false)
})
