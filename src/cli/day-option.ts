/** Days as people type them: `today`, `7d`, `2026-11-01`. Pure. */
import type { Calendar } from '../core/time/calendar.ts'
import { dayText, parseDay } from '../core/time/calendar.ts'

export const daysAllowed = 'today, yesterday, a number of days or weeks (7d, 4w), a day (2026-11-01), all'

/** `YYYY-MM-DD`; 'all' for no bound; undefined for what is none of these. `7d` begins the last 7 days, today included. */
export function dayOption(text: string, calendar: Calendar, nowMs: number): string | 'all' | undefined {
  const today = calendar.dayOf(nowMs)
  const word = text.trim().toLowerCase()
  if (word === 'all') return 'all'
  if (word === 'today') return dayText(today)
  if (word === 'yesterday') return dayText(today - 1)
  const [, count, unit] = /^(\d{1,4})([dw])$/.exec(word) ?? []
  if (count !== undefined && Number(count) > 0) return dayText(today - Number(count) * (unit === 'w' ? 7 : 1) + 1)
  return parseDay(word) === undefined ? undefined : word
}
