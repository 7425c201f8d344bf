/** Bars over time, what the server's counts can answer, and how fast events come. */
import { describe, expect, it } from 'vitest'
import { binnedRange } from '../../../../src/dashboard/web/events/address.ts'
import { levelKinds, rateBetween, roundMark, timeBars } from '../../../../src/dashboard/web/events/bars.ts'
import { splitOf } from '../../../../src/dashboard/web/events/event-split.ts'

const minute = 60_000
const hour = 60 * minute
const nowMs = Date.parse('2026-11-20T14:32:08.000Z')

describe('a range in bars', () => {
  it('is of whole minutes up to a day and of whole hours beyond it, at most 96 and with now in the last', () => {
    for (const range of ['1h', '24h', '7d', '30d'] as const) {
      const { sinceMs, untilMs, binMs } = binnedRange(range, nowMs, undefined) ?? { sinceMs: 0, untilMs: 0, binMs: 1 }
      expect((untilMs - sinceMs) / binMs).toBeLessThanOrEqual(96)
      expect([sinceMs % minute, (untilMs - sinceMs) % binMs]).toEqual([0, 0])
      expect(untilMs - nowMs).toBeGreaterThan(0)
      if (range === '7d' || range === '30d') expect([sinceMs % hour, binMs % hour]).toEqual([0, 0])
    }
  })

  it('reaches back to the oldest event, and is none where there is none', () => {
    expect(binnedRange('all', nowMs, undefined)).toBeUndefined()
    const range = binnedRange('all', nowMs, nowMs - 200 * hour)
    expect(range?.sinceMs).toBeLessThanOrEqual(nowMs - 200 * hour)
  })

  it('shows a single error beside thousands, and no bar where nothing was', () => {
    const range = { sinceMs: 0, untilMs: 3 * minute, binMs: minute }
    const bars = timeBars([{ fromMs: minute, counts: { info: 9_999, error: 1 } }], range, levelKinds, 58)
    expect(bars.map(({ events }) => events)).toEqual([0, 10_000, 0])
    expect(bars[1]?.parts.map(({ kind, height }) => [kind.name, height])).toEqual([
      ['info', 55.5],
      ['error', 2.5],
    ])
  })

  it('leaves out the levels that are switched off', () => {
    const range = { sinceMs: 0, untilMs: minute, binMs: minute }
    const [bar] = timeBars([{ fromMs: 0, counts: { debug: 5, warn: 2 } }], range, levelKinds.slice(1), 50)
    expect([bar?.events, bar?.parts.map(({ kind }) => kind.name)]).toEqual([2, ['warn']])
  })

  it('measures with a round figure that is in sight', () => {
    expect([1, 7, 19, 240, 1_234].map(roundMark)).toEqual([1, 5, 10, 200, 1_000])
  })
})

describe('how fast events come', () => {
  it('follows from two looks, also when a minute began or ended between them', () => {
    const before = {
      atMs: 0,
      bins: [
        { fromMs: minute, counts: { info: 10 } },
        { fromMs: 2 * minute, counts: { info: 4 } },
      ],
    }
    const after = {
      atMs: 5_000,
      bins: [
        { fromMs: 2 * minute, counts: { info: 20, warn: 4 } },
        { fromMs: 3 * minute, counts: { info: 5 } },
      ],
    }
    expect(rateBetween(before, after)).toBe(5)
    expect(rateBetween(before, { ...before, atMs: 5_000 })).toBe(0)
    expect(rateBetween(before, before)).toBeUndefined()
  })
})

describe('what was counted, split by a field', () => {
  const count = (name: string, events: number, fromMs = 0) => ({ fromMs, name, events })
  const shown = (split: ReturnType<typeof splitOf>) => split.kinds.map(({ name, events }) => [name, events])

  it('is by level in the order of levels, whatever is most', () => {
    const split = splitOf([count('info', 9), count('error', 1), count('', 2)], 'level')
    expect([split.events, split.bins]).toEqual([12, [{ fromMs: 0, counts: { info: 9, error: 1, none: 2 } }]])
    expect(shown(split)).toEqual([
      ['no level', 2],
      ['info', 9],
      ['error', 1],
    ])
  })

  it('names the most frequent seven, and counts the rest together', () => {
    const many = Array.from({ length: 12 }, (_, n) => count(`source-${n}`, 100 - n, n % 2))
    const split = splitOf([...many, count('', 3), count('source-0', 1, 1)], 'source')
    expect(shown(split)).toEqual([
      ['source-0', 101],
      ...Array.from({ length: 6 }, (_, n) => [`source-${n + 1}`, 99 - n]),
      ['others', 93 + 92 + 91 + 90 + 89 + 3],
    ])
    expect(split.kinds.map(({ hue }) => hue)).toEqual(['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'])
    expect(split.events).toBe(split.kinds.reduce((sum, { events }) => sum + events, 0))
    expect(split.bins.map(({ fromMs, counts }) => [fromMs, counts['s1']])).toEqual([
      [0, 100],
      [1, 1],
    ])
  })

  it('says what has none, and tells apart what is named like something of every object', () => {
    const split = splitOf([count('constructor', 2), count('__proto__', 1), count('', 5)], 'tool')
    expect(shown(split)).toEqual([
      ['none', 5],
      ['constructor', 2],
      ['__proto__', 1],
    ])
  })
})
