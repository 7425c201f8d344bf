/** A day as a heading: `Today`, `Yesterday`, `Thu 12 Nov`, `12 Nov 2025`. Pure. */
import { monthNames, parseDay, weekdayNames, weekdayOf } from '../../../core/time/calendar.ts'

/** Both as `YYYY-MM-DD`. */
export function dayWords(day: string, today: string): string {
  const [number, now] = [parseDay(day) ?? 0, parseDay(today) ?? 0]
  if (number === now) return 'Today'
  if (number === now - 1) return 'Yesterday'
  const [year = '', month = '', date = ''] = day.split('-')
  const words = `${Number(date)} ${monthNames[Number(month) - 1]}`
  return year === today.slice(0, 4) ? `${weekdayNames[weekdayOf(number)]} ${words}` : `${words} ${year}`
}
