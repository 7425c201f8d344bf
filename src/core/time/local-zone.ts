/**
 * The name of the zone that this machine, or this browser, is set to. Intl has none for `TZ=UTC+3` and for a misspelt one, and
 * takes `TZ=GMT+5` for five hours ahead; its clock (`Date`) is right in all of them, so it is asked where the name is no place.
 */
import { createCalendar } from './calendar.ts'

type Clock = (atMs: number) => number

/** What the local clock is ahead of UTC. Asked of `Date`: loading Intl's data takes longer than a whole report. */
export const localOffsetMs: Clock = (atMs) => -new Date(atMs).getTimezoneOffset() * 60_000

export const localTimeZone = (nowMs: number): string =>
  zoneOf(localOffsetMs, new Intl.DateTimeFormat().resolvedOptions().timeZone, nowMs)

/** `named` is what Intl calls it. */
export function zoneOf(clock: Clock, named: string | undefined, nowMs: number): string {
  if (named !== undefined && isPlace(named)) return named
  const changes = new Set(instantsAround(nowMs).map(clock)).size > 1
  const zones = changes ? Intl.supportedValuesOf('timeZone') : []
  return zones.find((zone) => hasOffsetsOf(clock, zone, nowMs)) ?? fixedZone(clock(nowMs))
}

const isPlace = (zone: string): boolean => zone === 'UTC' || (zone.includes('/') && zone !== 'Etc/Unknown')

function hasOffsetsOf(clock: Clock, zone: string, nowMs: number): boolean {
  const { offsetMs } = createCalendar(zone)
  return instantsAround(nowMs).every((atMs) => offsetMs(atMs) === clock(atMs))
}

const weekMs = 7 * 86_400_000

/** A year's weeks: whoever agrees in all of them changes the clocks on the same days. */
const instantsAround = (nowMs: number): readonly number[] =>
  Array.from({ length: 53 }, (_, week) => nowMs + (week - 26) * weekMs)

/** Intl knows whole hours by name (the sign is that of POSIX: west is plus), others as `+05:30`. */
function fixedZone(offsetMs: number): string {
  const minutes = Math.round(offsetMs / 60_000)
  if (minutes === 0) return 'UTC'
  if (minutes % 60 === 0) return `Etc/GMT${minutes < 0 ? '+' : '-'}${Math.abs(minutes / 60)}`
  const two = (count: number): string => String(count).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
}
