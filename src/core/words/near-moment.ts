/** A moment that is near, before or ahead: `16:05` today, `Sun 18:50` within six days, `1 Dec` beyond. Pure. */
import { type Calendar, dayText, monthNames, weekdayNames, weekdayOf } from '../time/calendar.ts'

export function nearMoment(iso: string, nowMs: number, calendar: Calendar): string {
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) return '–'
  const day = calendar.dayOf(ms)
  const away = Math.abs(day - calendar.dayOf(nowMs))
  const wall = new Date(ms + calendar.offsetMs(ms))
  const clock = `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}`
  if (away === 0) return clock
  if (away < 7) return `${weekdayNames[weekdayOf(day)]} ${clock}`
  const date = `${wall.getUTCDate()} ${monthNames[wall.getUTCMonth()]}`
  const year = dayText(day).slice(0, 4)
  return year === dayText(calendar.dayOf(nowMs)).slice(0, 4) ? date : `${date} ${year}`
}

const two = (n: number): string => String(n).padStart(2, '0')
