/** Limits that their user typed in, counted. */
import { describe, expect, it } from 'vitest'
import { type Counted, countedAccount, type TypedLimits } from '../../../src/core/limits/counted-windows.ts'
import { aheadWords, leftWords, originSentence, outlookWords, usedWords } from '../../../src/core/limits/limit-words.ts'
import { limitsReport, type WindowReport } from '../../../src/core/limits/limits-report.ts'
import { nearMoment } from '../../../src/core/words/near-moment.ts'
import { calendarOf } from '../../../src/tracker/local-calendar.ts'
import { madeUpAccounts } from '../../services/made-up-limits.ts'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const utc = calendarOf('UTC')
const at = (iso: string) => nearMoment(iso, nowMs, utc)
const account = (typed: TypedLimits, counted: Counted = {}) => countedAccount(typed, counted, nowMs, utc)
const first = (typed: TypedLimits, counted: Counted = {}) => account(typed, counted)?.windows[0] as WindowReport
const rate = (now: number) => ({ now })

it('is nothing where nothing is typed in', () => {
  expect(account({})).toBeUndefined()
})

describe('a rate a minute', () => {
  const rates = { requests: rate(6), input: rate(41_200), output: rate(3_100) }

  it('is counted against its limit, rolls, and foretells nothing', () => {
    const windows = account(
      { requestsAMinute: 4000, inputTokensAMinute: 2e6, outputTokensAMinute: 4e5 },
      { rates },
    )?.windows.map((window) => [window.label, usedWords(window), outlookWords(window, at).main])
    expect(windows).toEqual([
      ['Requests a minute', '6', 'of 4.0 k'],
      ['Input tokens a minute', '41.2 k', 'of 2.0 M'],
      ['Output tokens a minute', '3.1 k', 'of 400 k'],
    ])
    const window = first({ requestsAMinute: 4000 }, { rates })
    expect(window).toMatchObject({ origin: 'counted', usedPercent: 0.15 })
    expect([window.forecast, window.resetsAt]).toEqual([undefined, undefined])
    expect([leftWords(window, nowMs), aheadWords(window)]).toEqual([undefined, undefined])
  })

  it('that was not counted is unknown, and no 0', () => {
    const window = first({ requestsAMinute: 4000 })
    expect([window.usedPercent, usedWords(window)]).toEqual([undefined, '–'])
  })
})

describe('dollars', () => {
  it('of a day and a month go from midnight to midnight of the calendar, with even use and a forecast', () => {
    const [day, month] = account({ usdADay: 60, usdAMonth: 500 }, { todayUsd: 48, monthUsd: 220 })?.windows ?? []
    expect(day).toMatchObject({
      ...{ label: 'Dollars a day', usedPercent: 80, evenPercent: 50, startedAt: '2026-11-20T00:00:00.000Z' },
      resetsAt: '2026-11-21T00:00:00.000Z',
    })
    expect(day && outlookWords(day, at).main).toBe('runs out 15:00')
    expect(month).toMatchObject({ startedAt: '2026-11-01T00:00:00.000Z', resetsAt: '2026-12-01T00:00:00.000Z' })
    expect(month && outlookWords(month, at).main).toBe('lasts, about $338.46')
  })

  it('follow the user’s zone, also over a change of the clocks', () => {
    const berlin = calendarOf('Europe/Berlin')
    const window = countedAccount({ usdADay: 60 }, { todayUsd: 1 }, Date.parse('2026-10-25T12:00:00Z'), berlin)
      ?.windows[0]
    expect(window?.windowMs).toBe(25 * 3_600_000)
    expect(window?.startedAt).toBe('2026-10-24T22:00:00.000Z')
  })

  it('of what has no price are unknown', () => {
    const window = first({ usdADay: 60 }, {})
    expect([usedWords(window), outlookWords(window, at)]).toEqual(['–', { main: 'not counted yet', more: 'of $60.00' }])
  })
})

it('stands last, says that it is counted, and never in the bar', () => {
  const counted = account({ usdADay: 60 }, { todayUsd: 59 })
  const report = limitsReport(madeUpAccounts, { unknown: [], past: [], counted }, Date.parse('2026-11-20T14:32:00Z'))
  expect(report.accounts.at(-1)?.id).toBe('all')
  expect(report.gauge?.account).toBe('claude ~/.claude')
  expect(counted && originSentence(counted, first({ usdADay: 60 }), nowMs)).toMatch(/^Counted by TCE/)
  expect(limitsReport([], { unknown: [], past: [], counted }, nowMs).gauge).toBeUndefined()
})
