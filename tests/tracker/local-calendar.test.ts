import { describe, expect, it } from 'vitest'
import type { TimeZoneSources } from '../../src/tracker/local-calendar.ts'
import { calendarOf, findTimeZone, localTimeZone } from '../../src/tracker/local-calendar.ts'

const sources = (changes: Partial<TimeZoneSources>): TimeZoneSources => ({
  env: {},
  localtime: () => undefined,
  isZone: (name: string) => ['Europe/Berlin', 'UTC', 'America/Argentina/Ushuaia'].includes(name),
  ...changes,
})

describe('the time zone of this machine', () => {
  it.each<readonly [string, Partial<TimeZoneSources>, string | undefined]>([
    ['TZ', { env: { TZ: 'Europe/Berlin' } }, 'Europe/Berlin'],
    ['the link of Linux', { localtime: () => '/usr/share/zoneinfo/Europe/Berlin' }, 'Europe/Berlin'],
    [
      'the link of macOS',
      { localtime: () => '/var/db/timezone/zoneinfo/America/Argentina/Ushuaia' },
      'America/Argentina/Ushuaia',
    ],
    ['a relative link', { localtime: () => '../usr/share/zoneinfo/UTC' }, 'UTC'],
    ['TZ before the link', { env: { TZ: 'UTC' }, localtime: () => '/usr/share/zoneinfo/Europe/Berlin' }, 'UTC'],
    ['a TZ that is no name', { env: { TZ: 'CET-1CEST,M3.5.0' } }, undefined],
    ['a TZ that leads out of the folder', { env: { TZ: '../../etc/passwd' } }, undefined],
    ['a zone nobody knows', { env: { TZ: 'Mars/Olympus' } }, undefined],
    ['nothing', {}, undefined],
  ])('is read from %s', (_, changes, zone) => {
    expect(findTimeZone(sources(changes))).toBe(zone)
  })

  it('gives the same days as Intl', () => {
    const own = calendarOf()
    const intl = new Intl.DateTimeFormat('sv-SE', { timeZone: localTimeZone(), dateStyle: 'short' })
    for (let ms = Date.parse('2026-01-01T00:30:00Z'); ms < Date.parse('2027-01-01'); ms += 7 * 3_600_000) {
      expect(new Date(own.dayOf(ms) * 86_400_000).toISOString().slice(0, 10)).toBe(intl.format(ms))
    }
  })
})
