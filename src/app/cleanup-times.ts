/** When what is too old goes: once a day, in the zone of the settings. A machine that was off then does it when it is on again. */
import type { Config } from '../core/settings/config.ts'
import { minutes } from '../core/time/duration.ts'
import { calendarOf } from '../tracker/local-calendar.ts'

/** The last time of the day that has come, and the next. */
export function cleanupTimes(
  { events, usage }: Pick<Config, 'events' | 'usage'>,
  nowMs: number,
): { readonly dueMs: number; readonly nextMs: number } {
  const [hour = 0, minute = 0] = events.cleanupTime.split(':').map(Number)
  const calendar = calendarOf(usage.timezone)
  const today = calendar.dayOf(nowMs)
  const timeOn = (day: number) => calendar.startOfDay(day) + minutes(60 * hour + minute)
  return timeOn(today) <= nowMs
    ? { dueMs: timeOn(today), nextMs: timeOn(today + 1) }
    : { dueMs: timeOn(today - 1), nextMs: timeOn(today) }
}
