/** A long window goes on by the hours in which its user works: what is foretold then, and when nothing is. */
import { describe, expect, it } from 'vitest'
import { forecastOf } from '../../../src/core/limits/forecast.ts'
import { outlookWords } from '../../../src/core/limits/limit-words.ts'
import { windowReport } from '../../../src/core/limits/limits-report.ts'
import { usualForecastOf, usualWeek } from '../../../src/core/limits/usual-week.ts'
import { createCalendar } from '../../../src/core/time/calendar.ts'
import { days, hours } from '../../../src/core/time/duration.ts'
import { nearMoment } from '../../../src/core/words/near-moment.ts'

const berlin = createCalendar('Europe/Berlin')
const monday = Date.parse('2026-11-15T23:00:00Z')
/** From Monday to Friday, from 9 to 17, of the four weeks before. */
const office = Array.from({ length: 28 }, (_, day) => day).flatMap((day) =>
  day % 7 > 4
    ? []
    : Array.from({ length: 8 }, (_, at) => ({ startMs: monday - days(28 - day) + hours(9 + at), tokens: 100 })),
)
const week = (atMs: number, usedPercent: number) => ({
  ...{ usedPercent, atMs, resetsAtMs: monday + days(7), windowMs: days(7) },
})
const friday = monday + days(4) + hours(17)

function usual() {
  const known = usualWeek(office, berlin, monday)
  if (known === undefined) throw new Error('It is as regular as can be.')
  return known
}

describe('a week whose weekend is free', () => {
  it('on Friday evening stays about where it is, though straight on it would run out', () => {
    expect(forecastOf(week(friday, 85))?.fullAtMs).toBeDefined()
    const foretold = usualForecastOf(week(friday, 85), usual())
    expect(foretold?.fullAtMs).toBeUndefined()
    expect(foretold?.percentAtReset).toBeGreaterThan(85)
    expect(foretold?.percentAtReset).toBeLessThan(90)
  })

  it('on Tuesday at one runs out at work, by the hour', () => {
    const from = week(monday + days(1) + hours(13), 40)
    const foretold = usualForecastOf(from, usual())
    const at = new Date((foretold?.fullAtMs ?? 0) + berlin.offsetMs(from.atMs)).toISOString()
    // Twelve hours of work took 40 %: 60 % more take eighteen, the sixth of Thursday.
    expect(at).toMatch(/^2026-11-19T1[45]/)
  })

  it('says so in the line below, and keeps the range for the window in full', () => {
    const held = { ...week(friday, 85), agent: 'claude', account: '', source: 'status-line', window: 'week' } as const
    const report = windowReport({ ...held, beganAtMs: monday, readings: [] }, friday, usual())
    const at = (iso: string) => nearMoment(iso, friday, berlin)
    expect(outlookWords(report, at)).toMatchObject({
      main: expect.stringMatching(/^runs out/),
      more: expect.stringMatching(/^8\d % with your usual weekend$/),
    })
    expect(report.forecast?.fullEarliest).toBeDefined()
  })
})

it('goes on over a change of the clocks by the hours of the wall clock', () => {
  const [before, after] = ['2026-10-23T07:00:00Z', '2026-10-26T08:00:00Z'].map((iso) => Date.parse(iso))
  // Both are 9 o'clock.
  expect(usual().between(before ?? 0, (before ?? 0) + hours(1))).toBe(
    usual().between(after ?? 0, (after ?? 0) + hours(1)),
  )
})

it('is of no use where the weeks before would have been foretold no better by it', () => {
  const bursts = office.map(({ startMs }, at) => ({ startMs, tokens: at % 37 === 0 ? 50_000 : 1 }))
  expect(usualWeek(bursts, berlin, monday)).toBeUndefined()
})

it('foretells nothing of short windows, of few days, and where there is no forecast', () => {
  expect(usualForecastOf({ ...week(friday, 50), windowMs: hours(5) }, usual())).toBeUndefined()
  expect(usualForecastOf(week(friday, 2), usual())).toBeUndefined()
  expect(usualWeek(office.slice(0, 9 * 8), berlin, monday)).toBeUndefined()
  expect(usualWeek([], berlin, monday)).toBeUndefined()
})
