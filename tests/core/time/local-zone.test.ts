import { describe, expect, it } from 'vitest'
import { createCalendar, isTimeZone } from '../../../src/core/time/calendar.ts'
import { zoneOf } from '../../../src/core/time/local-zone.ts'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const fixed = (minutes: number) => () => minutes * 60_000

describe('the name of the local zone', () => {
  it.each<readonly [what: string, named: string | undefined, minutes: number, zone: string]>([
    ['as Intl says it', 'Europe/Berlin', 60, 'Europe/Berlin'],
    ['UTC', 'UTC', 0, 'UTC'],
    ['where Intl has none and the clock is behind (TZ=UTC+3)', undefined, -180, 'Etc/GMT+3'],
    ['where Intl has none and the clock is ahead', undefined, 60, 'Etc/GMT-1'],
    ['where Intl takes it for the other side of the world (TZ=GMT+5)', '+05:00', -300, 'Etc/GMT+5'],
    ['where there is nothing to go by (TZ=Nope/Zone)', undefined, 0, 'UTC'],
    ['where Intl says that it does not know', 'Etc/Unknown', 0, 'UTC'],
    ['with half an hour', undefined, 330, '+05:30'],
    ['with half an hour, behind', undefined, -210, '-03:30'],
  ])('is known %s', (_what, named, minutes, zone) => {
    expect(zoneOf(fixed(minutes), named, nowMs)).toBe(zone)
    expect(isTimeZone(zone)).toBe(true)
  })

  it.each(['America/New_York', 'Europe/Berlin', 'Australia/Sydney'])('is one that changes its clocks as %s', (zone) => {
    const { offsetMs } = createCalendar(zone)
    const found = createCalendar(zoneOf(offsetMs, undefined, nowMs))
    for (let day = -180; day < 180; day++) {
      expect(found.offsetMs(nowMs + day * 86_400_000)).toBe(offsetMs(nowMs + day * 86_400_000))
    }
  })
})
