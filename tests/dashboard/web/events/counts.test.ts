/** Bars over time, what the server's counts can answer, and how fast events come. */
import { describe, expect, it } from 'vitest'
import { binnedRange } from '../../../../src/dashboard/web/events/address.ts'
import { rateBetween, roundMark, timeBars } from '../../../../src/dashboard/web/events/bars.ts'
import { countedFilter } from '../../../../src/dashboard/web/events/counted-filter.ts'

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
    const bars = timeBars([{ fromMs: minute, counts: { info: 9_999, error: 1 } }], range, [], 58)
    expect(bars.map(({ events }) => events)).toEqual([0, 10_000, 0])
    expect(bars[1]?.parts.map(({ level, height }) => [level, height])).toEqual([
      ['info', 55.5],
      ['error', 2.5],
    ])
  })

  it('leaves out the levels that are switched off', () => {
    const range = { sinceMs: 0, untilMs: minute, binMs: minute }
    const [bar] = timeBars([{ fromMs: 0, counts: { debug: 5, warn: 2 } }], range, ['debug'], 50)
    expect([bar?.events, bar?.parts.map(({ level }) => level)]).toEqual([2, ['warn']])
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

describe('a filter that the counts by minute answer', () => {
  const names = { sources: ['ci', 'tce', 'sable'], eventTypes: ['build.failed', 'build.ok', 'deploy'] }

  it('names sources, types and levels, also by what they are not', () => {
    expect(countedFilter('', names)).toEqual({ hidden: [], isNothing: false })
    expect(countedFilter('-source:ci type:build.* level:warn,error', names)).toEqual({
      sources: ['tce', 'sable'],
      eventTypes: ['build.failed', 'build.ok'],
      hidden: ['debug', 'none', 'info'],
      isNothing: false,
    })
  })

  it('keeps what has no level where a level is left out', () => {
    expect(countedFilter('-level:debug', names)?.hidden).toEqual(['debug'])
  })

  it('is told apart from one that asks for nothing that is there', () => {
    expect(countedFilter('source:nobody', names)?.isNothing).toBe(true)
  })

  it('is none where anything else is asked for', () => {
    for (const filter of ['deploy', 'tool:Bash', 'a OR b', 'source:ci since:1h', 'source:', 'data.x:1'])
      expect(countedFilter(filter, names), filter).toBeUndefined()
  })
})
