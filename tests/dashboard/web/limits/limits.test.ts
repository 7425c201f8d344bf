/** What the page makes of a report of limits: which window is chosen, its figures and picture, what is past. */
import { describe, expect, it } from 'vitest'
import { limitsNow, windowNow } from '../../../../src/core/limits/limits-now.ts'
import { limitsReport, type WindowReport } from '../../../../src/core/limits/limits-report.ts'
import { dayText } from '../../../../src/core/time/calendar.ts'
import { hours, minutes } from '../../../../src/core/time/duration.ts'
import { nearMoment } from '../../../../src/core/words/near-moment.ts'
import { begunRule, noRule, onEvents, onLimit } from '../../../../src/dashboard/web/alerts/begun-rule.ts'
import { allWindows, chosenWindow, keyOf } from '../../../../src/dashboard/web/limits/chosen.ts'
import { limitFigures } from '../../../../src/dashboard/web/limits/limit-figures.ts'
import { pacePicture } from '../../../../src/dashboard/web/limits/pace-picture.ts'
import { paceWords, toLastWords } from '../../../../src/dashboard/web/limits/pace-words.ts'
import { mostBars, pastWeeks, shortWindows } from '../../../../src/dashboard/web/limits/past.ts'
import { calendarOf } from '../../../../src/tracker/local-calendar.ts'
import { madeUpAccounts, madeUpPast, madeUpReport, limitsNowMs as nowMs } from '../../../services/made-up-limits.ts'

const utc = calendarOf('UTC')
const at = (iso: string) => nearMoment(iso, nowMs, utc)
const report = madeUpReport()
const [claude, codex] = report.accounts
const five = claude?.windows[0] as WindowReport

describe('a report that was made a while ago', () => {
  it('grows old, and ends, with the clock of who reads it', () => {
    expect(windowNow(five, nowMs + minutes(29))).toMatchObject({ state: 'known', forecast: five.forecast })
    expect(windowNow(five, nowMs + minutes(31))).toMatchObject({ state: 'old', forecast: undefined })
    expect(windowNow(five, nowMs + hours(3))).toMatchObject({ state: 'ended', evenPercent: undefined })
    expect(windowNow(five, nowMs + minutes(20)).evenPercent).toBeGreaterThan(five.evenPercent ?? 0)
  })

  it('is the one that the server would make then, but for what is counted', () => {
    for (const later of [nowMs, nowMs + minutes(25), nowMs + hours(2), nowMs + hours(90)]) {
      const asked = limitsReport(madeUpAccounts, { unknown: [], past: [] }, later)
      expect(allWindows(limitsNow(report, later)).map(({ window }) => window)).toEqual(
        expect.arrayContaining(allWindows(asked).map(({ window }) => window)),
      )
      expect(limitsNow(report, later).gauge).toEqual(asked.gauge)
    }
  })

  it('leaves a count as it is: it has no window that ends', () => {
    const counted: WindowReport = { ...five, origin: 'counted', resetsAt: undefined }
    expect(windowNow(counted, nowMs + hours(5))).toBe(counted)
  })
})

describe('the chosen window', () => {
  it('is that of the address, else that of the bar, else any', () => {
    const week = allWindows(report)[1]
    expect(week && chosenWindow(report, keyOf(week))).toEqual(week)
    expect(chosenWindow(report, 'claude gone')?.window.window).toBe('five-hours')
    expect(chosenWindow({ ...report, gauge: undefined }, undefined)?.window.window).toBe('five-hours')
    expect(chosenWindow(limitsReport([], { unknown: [], past: [] }, nowMs), undefined)).toBeUndefined()
  })

  it('says its pace by the hour, of long windows by the day, and at which it would last', () => {
    expect([paceWords(five), toLastWords(five, nowMs)]).toEqual([
      { value: '24.6 %', per: 'an hour' },
      'At most 15.4 % an hour from now on.',
    ])
    expect(paceWords(claude?.windows[1] as WindowReport)?.per).toBe('a day')
    expect(toLastWords(codex?.windows[0] as WindowReport, nowMs)).toBeUndefined()
    expect(toLastWords({ ...five, usedPercent: 100 }, nowMs)).toBeUndefined()
    expect(paceWords({ ...five, forecast: undefined })).toBeUndefined()
  })
})

describe('the figures', () => {
  const words = (of = report) => limitFigures(of, nowMs, at).map(({ value, of: unit, note }) => [value, unit, note])

  it('are what runs out first, what next, where there is room, and what is spent beyond the plan', () => {
    expect(words()).toEqual([
      ['16:04', undefined, 'Claude Max, 5 hours, 62 % used'],
      ['Sat 09:38', undefined, 'Claude Max, week, opus, 84 % used'],
      ['62 %', 'left', 'ChatGPT Pro, primary, 5 hours, until 16:48'],
      ['$18.40', 'of $100.00', 'Claude Max, resets 1 Dec'],
    ])
  })

  it('say why there is none: all lasts, or the numbers are too old', () => {
    const later = limitsNow(report, nowMs + hours(1))
    expect(words(later).map(([value]) => value)).toEqual(['–', '–', '–', '≥ $18.40'])
    expect(words(later)[0]?.[2]).toBe('Claude Max: too old for a forecast')
    const lasting = { ...report, accounts: report.accounts.slice(1) }
    expect(words(lasting)[0]).toEqual(['–', undefined, 'nothing before its reset'])
    expect(words(lasting)[3]).toEqual(['–', undefined, 'no agent says any'])
  })

  it('call full what is full', () => {
    const [held, ...others] = madeUpAccounts[0]?.windows ?? []
    const full = held && { ...held, usedPercent: 100 }
    const accounts = [{ ...madeUpAccounts[0], windows: [...(full ? [full] : []), ...others] }] as typeof madeUpAccounts
    expect(words(limitsReport(accounts, { unknown: [], past: [] }, nowMs))[0]).toEqual([
      'full',
      undefined,
      'Claude Max, 5 hours, until 17:00',
    ])
  })
})

describe('the picture of a window', () => {
  const picture = (window: WindowReport) => pacePicture(window, { widthPx: 342, heightPx: 168 })

  it('lies within its frame, from nothing used at its beginning to where it meets the limit', () => {
    const { frame, course, now, full, forecast } = picture(five) ?? {}
    expect(course?.startsWith(`${frame?.left},${frame?.bottom} `)).toBe(true)
    expect(now?.x).toBeGreaterThan(frame?.left ?? 0)
    expect(full).toMatchObject({ x: forecast?.x2, y: frame?.top, iso: five.forecast?.fullAt })
    expect(full?.x).toBeLessThan(frame?.right ?? 0)
    expect(picture({ ...five, usedPercent: 140 })?.now.y).toBe(frame?.top)
  })

  it('has no forecast where nothing is foretold, and no ✗ where it lasts', () => {
    expect(picture({ ...five, forecast: undefined })).toMatchObject({ forecast: undefined, full: undefined })
    expect(picture(codex?.windows[0] as WindowReport)?.full).toBeUndefined()
  })

  it('is none of a window that ended, that rolls, or whose times make no sense', () => {
    expect(picture({ ...five, state: 'ended' })).toBeUndefined()
    expect(picture({ ...five, resetsAt: undefined })).toBeUndefined()
    expect(picture({ ...five, resetsAt: five.startedAt })).toBeUndefined()
  })
})

describe('what is past', () => {
  const dayOf = (ms: number) => utc.dayOf(ms)

  it('of short windows is a bar each, oldest first, the one in force last', () => {
    const short = claude && shortWindows(claude, madeUpPast)
    expect(short?.bars).toHaveLength(22)
    expect(short?.bars.at(-1)).toMatchObject({ end: 'now', highestPercent: 62 })
    expect(short?.bars.filter(({ end }) => end === 'early')).toHaveLength(1)
    const many = madeUpPast.flatMap((one) => [one, one, one])
    expect(claude && shortWindows(claude, many)?.bars).toHaveLength(mostBars)
  })

  it('of weeks is a row for each day on which some began, newest first, models side by side', () => {
    const weeks = claude && pastWeeks(claude, madeUpPast, dayOf)
    expect(weeks?.columns.map(({ label }) => label)).toEqual(['All models', 'Opus'])
    expect(
      weeks?.rows.map(({ startedAt, isNow, highest }) => [
        dayText(dayOf(Date.parse(startedAt))),
        isNow,
        highest['week']?.highestPercent,
        highest['week:opus']?.highestPercent,
      ]),
    ).toEqual([
      ['2026-11-16', true, 66, 84],
      ['2026-11-09', false, 91, 100],
      ['2026-11-02', false, 77, undefined],
    ])
  })

  it('of two that began on one day, as after an early reset, is the one that was used more', () => {
    const twice = madeUpPast.flatMap((one) => (one.window === 'week' ? [one, { ...one, highestPercent: 4 }] : [one]))
    expect(claude && pastWeeks(claude, twice, dayOf)?.rows[1]?.highest['week']?.highestPercent).toBe(91)
  })

  it('belongs to its account, and is none where that has no such window', () => {
    expect(codex && shortWindows(codex, madeUpPast)?.bars).toHaveLength(1)
    expect(codex && shortWindows({ ...codex, windows: codex.windows.slice(1) }, [])).toBeUndefined()
    expect(codex && pastWeeks({ ...codex, windows: codex.windows.slice(0, 1) }, [], dayOf)).toBeUndefined()
  })
})

describe('a rule that begins elsewhere', () => {
  it('comes through the address as it was begun: of a limit, of all agents together, of events', () => {
    expect(begunRule(onLimit({ agent: 'claude' }, 'week:opus'))).toMatchObject({
      kind: 'limit',
      values: { agent: 'claude', window: 'week:opus' },
    })
    expect(begunRule(onLimit({ agent: 'all' }, 'spend-a-day'))?.values).toEqual({ window: 'spend-a-day' })
    expect(begunRule(onEvents(' level:error '))).toMatchObject({ kind: 'event', values: { query: 'level:error' } })
  })

  it('is none where the address names none, and no more once it was closed', () => {
    expect(begunRule({ section: 'alerts' })).toBeUndefined()
    expect(begunRule({ ...onLimit({ agent: 'claude' }, 'week'), ...noRule })).toBeUndefined()
  })
})
