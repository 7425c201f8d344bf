/** Moments as the page shows them, in the zone that days are counted in: a clock today, a weekday this week, a date before. */
import { monthNames, weekdayNames, weekdayOf } from '../../../core/time/calendar.ts'
import { pageCalendar } from '../live/time-zone.ts'

const two = (n: number): string => String(n).padStart(2, '0')

/** `14:29:12` */
export const formatClock = (ms: number, calendar = pageCalendar()): string => {
  const wall = wallClock(ms, calendar)
  return `${hourAndMinute(wall)}:${two(wall.getUTCSeconds())}`
}

/** `14:29` */
export const formatTime = (ms: number, calendar = pageCalendar()): string => hourAndMinute(wallClock(ms, calendar))

/** `12:18` today, `Thu 17:40` within the last six days, `20 Nov` before, `20 Nov 2025` in another year. */
export function formatMoment(ms: number, nowMs: number, calendar = pageCalendar()): string {
  const day = calendar.dayOf(ms)
  const daysAgo = calendar.dayOf(nowMs) - day
  const wall = wallClock(ms, calendar)
  if (daysAgo === 0) return hourAndMinute(wall)
  if (daysAgo > 0 && daysAgo < 7) return `${weekdayNames[weekdayOf(day)]} ${hourAndMinute(wall)}`
  const date = `${wall.getUTCDate()} ${monthNames[wall.getUTCMonth()]}`
  const year = wall.getUTCFullYear()
  return year === wallClock(nowMs, calendar).getUTCFullYear() ? date : `${date} ${year}`
}

/** The same of what an answer tells. */
export const momentOf = (iso: string, nowMs = Date.now()): string => formatMoment(Date.parse(iso), nowMs)

/** `at 14:29` today, else as above: in a sentence that says when. */
export function formatAtMoment(ms: number, nowMs: number, calendar = pageCalendar()): string {
  const moment = formatMoment(ms, nowMs, calendar)
  return calendar.dayOf(ms) === calendar.dayOf(nowMs) ? `at ${moment}` : moment
}

/** What the clock on the wall shows, to be read as if it were UTC. */
const wallClock = (ms: number, { offsetMs }: ReturnType<typeof pageCalendar>): Date => new Date(ms + offsetMs(ms))

const hourAndMinute = (wall: Date): string => `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}`
