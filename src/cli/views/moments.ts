/** Moments as tables show them: `12:18` today, `Thu 17:40` this week, `20 Nov` before. Pure. */
import type { Calendar } from '../../core/time/calendar.ts'
import { dayText, weekdayNames, weekdayOf } from '../../core/time/calendar.ts'
import { clockText, shortDate } from '../../core/usage/usage-groups.ts'

export interface Moment {
  /** "Today", "Thu", "20 Nov", "31 Dec 2025". */
  readonly day: string
  /** Absent before this week. */
  readonly clock?: string | undefined
}

export function momentOf(at: string | undefined, nowMs: number, calendar: Calendar): Moment | undefined {
  const atMs = at === undefined ? Number.NaN : Date.parse(at)
  if (Number.isNaN(atMs)) return undefined
  const day = calendar.dayOf(atMs)
  const today = calendar.dayOf(nowMs)
  const clock = clockText(atMs, calendar)
  if (day === today) return { day: 'Today', clock }
  if (day < today && day > today - 7) return { day: weekdayNames[weekdayOf(day)] ?? '', clock }
  return { day: shortDate(day, dayText(today).slice(0, 4)) }
}

/** In a sentence: `12:18`, `Thu 17:40`, `20 Nov`. */
export function momentText({ day, clock }: Moment): string {
  if (clock === undefined) return day
  return day === 'Today' ? clock : `${day} ${clock}`
}
