/** What is said of limits: states, forecasts, what ends first, and what is not known. */
import { describe, expect, it } from 'vitest'
import { forecastOf } from '../../../src/core/limits/forecast.ts'
import type { HeldWindow } from '../../../src/core/limits/held-window.ts'
import { crossingOf } from '../../../src/core/limits/limit-crossings.ts'
import {
  ageOf,
  aheadWords,
  leftWords,
  outlookOf,
  outlookWords,
  usedWords,
} from '../../../src/core/limits/limit-words.ts'
import { limitsReport, windowReport } from '../../../src/core/limits/limits-report.ts'
import { hours, minutes } from '../../../src/core/time/duration.ts'
import { nearMoment } from '../../../src/core/words/near-moment.ts'
import { calendarOf } from '../../../src/tracker/local-calendar.ts'
import { madeUpAccounts, madeUpReport, limitsNowMs as nowMs } from '../../services/made-up-limits.ts'

const five: HeldWindow = madeUpAccounts[0]?.windows[0] as HeldWindow
const at = (iso: string) => nearMoment(iso, nowMs, calendarOf('UTC'))

describe('a forecast', () => {
  it('goes straight on from the pace since the window began, and says between what', () => {
    const forecast = forecastOf({ ...five, atMs: nowMs })
    // 62 % in 152 min: 38 % more take 93 min.
    expect(forecast?.fullAtMs).toBeCloseTo(nowMs + minutes((38 * 152) / 62), -3)
    expect(forecast?.fullEarliestMs).toBeLessThan(forecast?.fullAtMs ?? 0)
    expect(forecast?.percentAtReset).toBeCloseTo((62 / 152) * 300, 1)
  })

  it('is none before a tenth of the window has passed or 3 % are used, nor after its reset', () => {
    const began = nowMs - minutes(152)
    expect(forecastOf({ ...five, atMs: began + minutes(29) })).toBeUndefined()
    expect(forecastOf({ ...five, atMs: began + minutes(30) })).toBeDefined()
    expect(forecastOf({ ...five, usedPercent: 2.9 })).toBeUndefined()
    expect(forecastOf({ ...five, atMs: nowMs + hours(3) })).toBeUndefined()
  })

  it('is none where the clock says that the window has not begun', () => {
    expect(forecastOf({ ...five, atMs: nowMs - hours(4) })).toBeUndefined()
    expect(windowReport({ ...five, atMs: nowMs - hours(4) }, nowMs - hours(4))).toMatchObject({
      evenPercent: undefined,
      forecast: undefined,
    })
  })

  it('of what is full is now', () => {
    expect(forecastOf({ ...five, usedPercent: 100 })?.fullAtMs).toBe(five.atMs)
  })
})

describe('a window', () => {
  it('in force says how far it is used, ahead of even use, and what it leads to', () => {
    const window = windowReport(five, nowMs)
    expect(window).toMatchObject({ state: 'known', label: '5 hours', origin: 'official' })
    expect([usedWords(window), aheadWords(window), leftWords(window, nowMs)]).toEqual(['62 %', '+11 pts', '2h 28m'])
    expect(outlookWords(window, at)).toMatchObject({ main: 'runs out 16:04' })
    expect(outlookOf(window, nowMs)).toBe('bad')
  })

  it('of more than 30 minutes holds at least that, and foretells nothing', () => {
    const window = windowReport({ ...five, atMs: nowMs - minutes(31) }, nowMs)
    expect(window).toMatchObject({ state: 'old', forecast: undefined })
    expect([usedWords(window), aheadWords(window), outlookWords(window, at).main]).toEqual([
      '≥ 62 %',
      undefined,
      'no forecast',
    ])
    expect(ageOf(window, nowMs)).toEqual({ words: '31m', isAged: true })
  })

  it('whose reset has passed is unknown since then, whatever it was', () => {
    const later = nowMs + hours(4)
    const window = windowReport(five, later)
    expect(window.state).toBe('ended')
    expect([usedWords(window), leftWords(window, later)]).toEqual(['–', undefined])
    expect(outlookWords(window, at)).toEqual({ main: 'unknown since 17:00', more: '62 % at 14:31, then it ended' })
  })

  it('is of no negative age where the clock was set back', () => {
    expect(ageOf(windowReport(five, nowMs - hours(1)), nowMs - hours(1)).words).toBe('now')
  })
})

describe('the report', () => {
  it('puts first what ends first, windows short to long, money last, and the bar shows what runs out first', () => {
    const { accounts, gauge } = madeUpReport()
    expect(accounts.map(({ id }) => id)).toEqual(['claude ~/.claude', 'codex'])
    expect(accounts[0]?.windows.map(({ window }) => window)).toEqual(['five-hours', 'week', 'week:opus', 'spend'])
    expect(gauge).toEqual({ account: 'claude ~/.claude', window: 'five-hours' })
  })

  it('has no bar where no account is known, and one without a number where all that is known ended', () => {
    const rest = { unknown: [], past: [] }
    expect(limitsReport([], rest, nowMs).gauge).toBeUndefined()
    const later = limitsReport(madeUpAccounts, rest, nowMs + hours(24 * 40))
    expect(later.gauge).toBeDefined()
    expect(later.accounts.flatMap(({ windows }) => windows.map(({ state }) => state))).not.toContain('known')
  })
})

describe('a mark that is passed', () => {
  const with_ = (usedPercent: number): HeldWindow => ({ ...five, usedPercent })

  it('is told once for each window, the highest of a jump', () => {
    expect(crossingOf(with_(40), with_(92), 'Claude Max')?.data).toMatchObject({
      ...{ accountId: 'claude ~/.claude', account: 'Claude Max', window: 'five-hours', markPercent: 90 },
      ...{ usedPercent: 92, resetsAt: '2026-11-20T17:00:00.000Z' },
    })
    expect(crossingOf(with_(80), with_(89), '')).toBeUndefined()
    expect(crossingOf(with_(79.9), with_(80), '')?.data.markPercent).toBe(80)
  })

  it('of a window that is first heard of is told, under a name that a restart does not tell again', () => {
    const [one, again] = [crossingOf(undefined, with_(62), ''), crossingOf(undefined, with_(63), '')]
    expect(one?.once).toBe(again?.once)
    expect(crossingOf(undefined, with_(12), '')).toBeUndefined()
  })
})
