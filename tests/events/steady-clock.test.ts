/** The clock as cleaning believes it. */
import { expect, it } from 'vitest'
import { days, hours, minutes } from '../../src/core/time/duration.ts'
import { steadyClock } from '../../src/events/steady-clock.ts'

const began = Date.parse('2026-11-20T14:00:00Z')

it('is the clock as long as that goes as time does, and at once where it is set back', () => {
  let [wallMs, elapsedMs] = [began, 0]
  const now = steadyClock(
    () => wallMs,
    () => elapsedMs,
  )
  wallMs += minutes(5)
  elapsedMs += minutes(5)
  expect(now()).toBe(began + minutes(5))
  wallMs -= hours(3)
  expect(now()).toBe(wallMs)
})

it('follows a leap no faster than an hour a minute: a year for a minute is an hour, a night of sleep is there in time', () => {
  let [wallMs, elapsedMs] = [began, 0]
  const now = steadyClock(
    () => wallMs,
    () => elapsedMs,
  )
  wallMs += days(365)
  elapsedMs += minutes(1)
  expect(now()).toBe(began + hours(1))
  wallMs = began + minutes(1)
  expect(now()).toBe(began + minutes(1))
  wallMs += hours(8)
  for (let minute = 0; minute < 10; minute += 1) {
    elapsedMs += minutes(1)
    wallMs += minutes(1)
    now()
  }
  expect(now()).toBe(wallMs)
})
