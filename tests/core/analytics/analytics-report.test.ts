import { describe, expect, it } from 'vitest'
import { claudePrices } from '../../../src/agents/claude/prices.ts'
import { createPriceBook } from '../../../src/agents/price-book.ts'
import type { AnalyticsQuery } from '../../../src/core/analytics/analytics.ts'
import { analyticsReport, effectOf } from '../../../src/core/analytics/analytics-report.ts'
import { changeInWords, figureInWords } from '../../../src/core/analytics/analytics-words.ts'
import { compare, readPeriod } from '../../../src/core/analytics/comparison.ts'
import { newTags, readMarker } from '../../../src/core/analytics/marker.ts'
import { messageWindow, trendsOf } from '../../../src/core/analytics/message-window.ts'
import { eachMessage, type PricedMessage } from '../../../src/core/analytics/priced-message.ts'
import { spentIn } from '../../../src/core/analytics/spent.ts'
import { createCalendar } from '../../../src/core/time/calendar.ts'
import { noTokens } from '../../../src/core/usage/tokens.ts'

const rome = createCalendar('Europe/Rome')
const nowMs = Date.parse('2026-10-25T12:30:00Z')

const message = (atMs: number, more: Partial<PricedMessage> = {}): PricedMessage => ({
  ...{ sessionId: 's', agent: 'claude', project: 'api', no: 0, cursor: 'main@0.0', atMs, model: 'opus' },
  ...{ totalTokens: 1000, outputTokens: 100, promptTokens: 10, promptCharacters: 40, costUsd: 0.5, unpriced: [] },
  ...{ responses: 1, toolCalls: 4, toolFailures: 1, cacheShare: 0.9, linesChanged: 10, modelMs: 1, toolMs: 1 },
  ...{ waitedMs: 1000, isInterrupted: false, firstResponse: undefined, parts: [] },
  ...more,
})
const labelOf = (model: string) => model.toUpperCase()
const query: AnalyticsQuery = { days: 1, trend: 10 }
const report = (messages: readonly PricedMessage[], more: Partial<AnalyticsQuery> = {}) =>
  analyticsReport(
    { ...query, ...more },
    { messages, details: [], markers: [], calendar: rome, labelOf, nowMs, ...spentOn([]) },
  )

/** What the ledger would say of entries of one response, 1000 tokens in, each. */
function spentOn(entries: readonly (readonly [atMs: number, model: string, project: string])[]) {
  const tokens = { ...noTokens, input: 1000 }
  const of = { sinceMs: 0, untilMs: Number.MAX_SAFE_INTEGER, isByHour: false }
  const known = entries.map(([quarterMs, model, projectSlug]) => ({
    ...{ agent: 'claude', model, quarterMs, projectSlug, tokens, webSearches: 0, responses: 1 },
  }))
  const prices = createPriceBook(claudePrices)
  return { spent: spentIn(known, of, { prices, calendar: rome }), spentByMessagesUsd: 0 }
}

describe('a report', () => {
  it('has the 25 hours of the day on which the clocks are set back, each message in its own', () => {
    const [first, again] = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map((at) => message(Date.parse(at)))
    const { buckets } = report([first as PricedMessage, again as PricedMessage])
    expect(buckets).toHaveLength(25)
    expect(buckets.slice(2, 4).map(({ key, messages }) => [key, messages])).toEqual([
      ['02', 1],
      ['02', 1],
    ])
  })

  it('begins its days where the zone has its midnight', () => {
    const late = message(Date.parse('2026-10-24T21:59:00Z'))
    const early = message(Date.parse('2026-10-24T22:01:00Z'))
    const { buckets, messages } = report([late, early], { days: 7 })
    expect(messages).toBe(2)
    expect(buckets.slice(-2).map((bucket) => [bucket.key, bucket.messages])).toEqual([
      ['2026-10-24', 1],
      ['2026-10-25', 1],
    ])
  })

  it('says no cost where nothing has a price, what has none, and what is in no message', () => {
    const free = [nowMs, 'mystery', 'api'] as const
    const priced = [nowMs - 86_400_000, 'claude-opus-5', 'web'] as const
    const of = (entries: readonly (readonly [number, string, string])[]) =>
      analyticsReport(
        { days: 7, trend: 10 },
        { messages: [message(nowMs)], details: [], markers: [], calendar: rome, labelOf, nowMs, ...spentOn(entries) },
      )
    expect(of([free])).toMatchObject({ costUsd: undefined, outsideUsd: undefined, unpricedModels: ['mystery'] })
    const both = of([free, priced])
    expect(both).toMatchObject({ costUsd: 0.005, outsideUsd: 0.005, unpricedModels: ['mystery'] })
    expect(both.buckets.map(({ costUsd, totalTokens }) => [costUsd, totalTokens]).slice(-2)).toEqual([
      [0.005, 1000],
      [undefined, 1000],
    ])
    expect(both.projects.map(({ key, messages, costUsd }) => [key, messages, costUsd])).toEqual([
      ['api', 1, undefined],
      ['web', 0, 0.005],
    ])
  })

  it('leaves out what is yet to come by a clock that was wrong', () => {
    expect(report([message(nowMs + 86_400_000)]).messages).toBe(0)
  })
})

describe('what a marker changed', () => {
  const marker = { id: '1', label: 'v2', at: new Date(60_000).toISOString(), source: 'user' as const }
  const many = (count: number, fromMs: number, more: Partial<PricedMessage>) =>
    Array.from({ length: count }, (_, at) => message(fromMs + at * 100, more))

  it('is the 50 messages before it beside the 50 behind it', () => {
    const messages = [...many(70, 0, { totalTokens: 1000 }), ...many(60, 60_000, { totalTokens: 500 })]
    const { before, after, rows } = effectOf(messages, [marker], '1')
    expect([before, after]).toEqual([50, 50])
    expect(rows.find(({ id }) => id === 'tokens')).toMatchObject({
      before: 1000,
      after: 500,
      change: -0.5,
      isNoise: false,
    })
    expect(rows.find(({ id }) => id === 'failed')).toMatchObject({
      before: 0.25,
      after: 0.25,
      change: 0,
      isNoise: true,
    })
  })

  it('is noise of two messages, however far apart', () => {
    const messages = [...many(2, 0, { totalTokens: 10 }), ...many(2, 60_000, { totalTokens: 100_000 })]
    expect(effectOf(messages, [marker], undefined).rows.find(({ id }) => id === 'tokens')).toMatchObject({
      isNoise: true,
    })
  })

  it('is of its project alone', () => {
    const messages = [...many(5, 0, { project: 'other' }), ...many(5, 60_000, {})]
    expect(effectOf(messages, [{ ...marker, project: 'api' }], undefined)).toMatchObject({ before: 0, after: 5 })
  })

  it('is told of the newest messages where there is no marker', () => {
    expect(effectOf(many(60, 0, {}), [], undefined)).toMatchObject({ marker: undefined, before: 10, after: 50 })
  })
})

describe('markers', () => {
  it('have a name, and stand where something was', () => {
    expect(readMarker({ label: ' Shipped v2.0\u001b[31m ' }, nowMs)).toMatchObject({ ok: true, value: { atMs: nowMs } })
    expect(readMarker({ label: ' ' }, nowMs).ok).toBe(false)
    expect(readMarker({ label: 'x'.repeat(81) }, nowMs).ok).toBe(false)
    expect(readMarker({ label: 'x', at: 'soon' }, nowMs).ok).toBe(false)
    expect(readMarker({ label: 'x', at: '2027-01-01' }, nowMs).ok).toBe(false)
  })

  it('are made once of each tag of a project', () => {
    const known = [{ id: '1', label: 'v1', at: '2026-01-01T00:00:00Z', project: 'api', source: 'tag' as const }]
    const tags = [
      { name: 'v1', atMs: 1 },
      { name: 'v2', atMs: 2 },
    ]
    expect(newTags(tags, known, 'api')).toEqual([{ label: 'v2', atMs: 2 }])
    expect(newTags(tags, known, 'web')).toHaveLength(2)
  })
})

describe('a stretch of messages', () => {
  const all = Array.from({ length: 1000 }, (_, at) => message(at * 1000, { totalTokens: at }))
  const window = (from: number | undefined, count: number, points = 100) =>
    messageWindow(
      { trend: 10, from, count, points },
      { messages: all, trends: trendsOf(all, 10), markers: [], labelOf },
    )

  it('is the newest where nothing else is asked for, and never goes beyond either end', () => {
    expect(window(undefined, 200)).toMatchObject({ total: 1000, from: 800, count: 200, oneOf: 2 })
    expect(window(950, 200)).toMatchObject({ from: 800, count: 200 })
    expect(window(0, 5000)).toMatchObject({ from: 0, count: 1000, oneOf: 10 })
  })

  it('tells the same messages wherever it stands, so that nothing flickers', () => {
    const told = (from: number) => window(from, 400).points.map(({ index }) => index)
    expect(told(103)[0]).toBe(104)
    expect(told(103).filter((index) => told(101).includes(index)).length).toBeGreaterThan(98)
  })

  it('has a trend that looks beyond it', () => {
    expect(window(500, 10, 10).points[0]?.trend.totalTokens).toBe(499.5)
  })
})

describe('a comparison', () => {
  it('reads periods, either end of which may be open', () => {
    expect(readPeriod('2026-11-01..2026-11-16', rome)).toBeDefined()
    expect(readPeriod('2026-11-17..', rome)?.untilMs).toBe(Number.POSITIVE_INFINITY)
    for (const wrong of ['..', 'x', '2026-11-31..', '2026-11-02..2026-11-01'])
      expect(readPeriod(wrong, rome)).toBeUndefined()
  })

  it('puts two models beside each other, and tells what else differs', () => {
    const messages = [
      ...Array.from({ length: 20 }, (_, at) => message(at, { model: 'opus', costUsd: 1 + at / 100 })),
      ...Array.from({ length: 20 }, (_, at) =>
        message(at, { model: 'haiku', costUsd: 0.1 + at / 1000, project: 'web' }),
      ),
    ]
    const told = compare({ by: 'model', a: 'opus', b: 'haiku' }, { messages, calendar: rome, labelOf })
    expect(told).toMatchObject({ a: { label: 'OPUS', messages: 20 }, b: { label: 'HAIKU', messages: 20 } })
    expect(told.rows[0]).toMatchObject({ id: 'cost', isNoise: false })
    expect(told.mix).toContainEqual({ what: 'In web', unit: 'share', a: 0, b: 1 })
    expect(told.spread.a.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
    expect(told.spread.edgesUsd).toHaveLength(19)
  })

  it('says nothing of a side that has no message', () => {
    const told = compare({ by: 'agent', a: 'claude', b: 'codex' }, { messages: [message(1)], calendar: rome, labelOf })
    expect(told.rows.find(({ id }) => id === 'cost')).toMatchObject({
      before: 0.5,
      after: undefined,
      change: undefined,
    })
  })
})

it('a message that a fork copied counts once', () => {
  const original = message(10, { sessionId: 'a', firstResponse: 'r1' })
  const copy = message(10, { sessionId: 'fork', firstResponse: 'r1' })
  expect(eachMessage([message(20), original, copy]).map(({ atMs }) => atMs)).toEqual([10, 20])
})

it('figures are in words as everywhere', () => {
  expect(figureInWords(47.2, 'times')).toBe('47×')
  expect(figureInWords(1.44, 'count')).toBe('1.4')
  expect(figureInWords(undefined, 'usd')).toBe('–')
  expect(changeInWords({ unit: 'share', change: -0.017 })).toBe('−1.7 pts')
  expect(changeInWords({ unit: 'usd', change: 0.171 })).toBe('+17 %')
})
