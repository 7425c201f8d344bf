/**
 * Calendars of this machine. Its own time zone is asked of the system, not of Intl: loading Intl's data takes longer than
 * a whole report, and `Date` knows the local offset without it.
 */
import { existsSync, readlinkSync } from 'node:fs'
import type { Calendar, WeekStart } from '../core/time/calendar.ts'
import { createCalendar } from '../core/time/calendar.ts'
import { localOffsetMs, localTimeZone as zoneByIntl } from '../core/time/local-zone.ts'

const zoneinfo = '/usr/share/zoneinfo'

export interface TimeZoneSources {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where the link /etc/localtime leads; undefined where there is none (Windows, some containers). */
  readonly localtime: () => string | undefined
  readonly isZone: (name: string) => boolean
}

const machineSources: TimeZoneSources = {
  env: process.env,
  localtime: () => {
    try {
      return readlinkSync('/etc/localtime')
    } catch {
      return undefined
    }
  },
  isZone: (name) => existsSync(`${zoneinfo}/${name}`),
}

let known: string | undefined

/** IANA name of the zone this machine is set to. */
export function localTimeZone(): string {
  known ??= findTimeZone() ?? zoneByIntl(Date.now())
  return known
}

/** Undefined where the system does not tell by name: then Intl has to. */
export function findTimeZone({ env, localtime, isZone }: TimeZoneSources = machineSources): string | undefined {
  const told = env['TZ']
  if (told !== undefined && told !== '') return isName(told) && isZone(told) ? told : undefined
  const linked = /\/zoneinfo\/(?:posix\/)?([A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)*)$/.exec(localtime() ?? '')?.[1]
  return linked !== undefined && isZone(linked) ? linked : undefined
}

const isName = (text: string): boolean => /^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(text)

/** A calendar of any zone; of the machine's own when none is named. */
export function calendarOf(timezone: string = localTimeZone(), weekStartsOn?: WeekStart): Calendar {
  return createCalendar(timezone, weekStartsOn, timezone === localTimeZone() ? localOffsetMs : undefined)
}
