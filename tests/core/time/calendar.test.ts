import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCalendar, dayText, isTimeZone, monthOf, parseDay, weekStartOf } from '../../../src/core/time/calendar.ts'

const at = (text: string): number => Date.parse(text)
const day = (text: string): number => parseDay(text) ?? Number.NaN
const hours = (n: number): number => n * 3_600_000

describe('a calendar', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Asia/Kolkata', '2026-03-29', 24],
    ['UTC', '2026-03-29', 24],
  ])('%s: %s has %d hours', (zone, date, length) => {
    const calendar = createCalendar(zone)
    expect(calendar.startOfDay(day(date) + 1) - calendar.startOfDay(day(date))).toBe(hours(length))
  })

  it.each([
    ['Europe/Berlin', '2026-10-24T21:59:59Z', '2026-10-24'],
    ['Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['America/New_York', '2026-11-02T04:59:59Z', '2026-11-01'],
    ['Asia/Kolkata', '2026-11-20T18:29:59Z', '2026-11-20'],
    ['Asia/Kolkata', '2026-11-20T18:30:00Z', '2026-11-21'],
    ['Asia/Kathmandu', '2026-11-20T18:15:00Z', '2026-11-21'],
    ['Australia/Lord_Howe', '2026-11-20T13:00:00Z', '2026-11-21'],
  ])('%s: %s is on %s', (zone, instant, date) => {
    expect(dayText(createCalendar(zone).dayOf(at(instant)))).toBe(date)
  })

  it('begins a day with the change where midnight itself is skipped', () => {
    // Cairo goes from 23:59:59 on 23 April to 01:00 on the 24th.
    const calendar = createCalendar('Africa/Cairo')
    expect(new Date(calendar.startOfDay(day('2026-04-24'))).toISOString()).toBe('2026-04-23T22:00:00.000Z')
    expect(calendar.dayOf(at('2026-04-23T21:59:59Z'))).toBe(day('2026-04-23'))
  })

  it('tells the hour that comes twice apart, and cuts hours in which the clocks change', () => {
    const berlin = createCalendar('Europe/Berlin')
    expect(berlin.hourOf(at('2026-10-25T00:30:00Z')).startMs).toBe(at('2026-10-25T00:00:00Z'))
    expect(berlin.hourOf(at('2026-10-25T01:30:00Z')).startMs).toBe(at('2026-10-25T01:00:00Z'))
    // Lord Howe puts its clocks back by half an hour at 02:00: the hour from 01:00 on is followed by 01:30.
    const lordHowe = createCalendar('Australia/Lord_Howe')
    const change = at('2026-04-04T15:00:00Z')
    expect(lordHowe.hourOf(change - 1)).toEqual({ startMs: change - hours(1), endMs: change })
    expect(lordHowe.hourOf(change)).toEqual({ startMs: change, endMs: change + hours(0.5) })
  })

  it('has hours that begin on the half in Kolkata', () => {
    const calendar = createCalendar('Asia/Kolkata')
    expect(calendar.hourOf(at('2026-11-20T09:45:00Z')).startMs).toBe(at('2026-11-20T09:30:00Z'))
  })

  it.each([
    ['monday', '2026-11-22', '2026-11-16'],
    ['sunday', '2026-11-22', '2026-11-22'],
    ['sunday', '2026-11-21', '2026-11-15'],
    ['monday', '2026-11-16', '2026-11-16'],
  ] as const)('weeks that start on %s: %s is in the week of %s', (start, date, first) => {
    expect(dayText(createCalendar('UTC', start).weekOf(day(date)))).toBe(first)
  })

  it('agrees with Intl on every instant', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Africa/Cairo']) {
      const calendar = createCalendar(zone)
      const intl = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' })
      fc.assert(
        fc.property(fc.integer({ min: at('2024-01-01'), max: at('2028-01-01') }), (ms) => {
          const local = calendar.dayOf(ms)
          expect(dayText(local)).toBe(intl.format(ms))
          expect(calendar.startOfDay(local)).toBeLessThanOrEqual(ms)
          expect(calendar.startOfDay(local + 1)).toBeGreaterThan(ms)
          const { startMs, endMs } = calendar.hourOf(ms)
          expect(startMs <= ms && ms < endMs).toBe(true)
        }),
        { numRuns: 150 },
      )
    }
  })
})

describe('days as text', () => {
  it.each(['2026-02-30', '2026-13-01', '26-1-1', '2026-11-20T00:00', 'today', ''])('refuses "%s"', (text) => {
    expect(parseDay(text)).toBeUndefined()
  })

  it('finds the months around a day', () => {
    const { month, firstDay, nextFirstDay } = monthOf(day('2026-12-31'))
    expect([month, dayText(firstDay), dayText(nextFirstDay)]).toEqual(['2026-12', '2026-12-01', '2027-01-01'])
  })
})

describe('the start of the week', () => {
  it.each([
    ['en_US.UTF-8', 'sunday'],
    ['de_DE.UTF-8', 'monday'],
    ['en-GB', 'monday'],
    ['C', 'monday'],
    ['POSIX', 'monday'],
    ['', 'monday'],
  ])('%s: %s', (locale, start) => {
    expect(weekStartOf(locale)).toBe(start)
  })

  it('knows which time zones exist', () => {
    expect(isTimeZone('Asia/Kathmandu')).toBe(true)
    expect(isTimeZone('Europe/Atlantis')).toBe(false)
  })
})
