/** From what `since:24h` and a day count: this moment, in the zone of the settings. */
import type { QueryClock } from '../core/query/query.ts'
import type { Config } from '../core/settings/config.ts'
import { parseDay } from '../core/time/calendar.ts'
import { calendarOf } from '../tracker/local-calendar.ts'

export function queryClock({ usage }: Config, nowMs: number = Date.now()): QueryClock {
  return {
    nowMs,
    startOfDay(day) {
      const number = parseDay(day)
      return number === undefined ? undefined : calendarOf(usage.timezone).startOfDay(number)
    },
  }
}
