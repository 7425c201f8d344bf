/** Quiet hours: from one time of the day to another, over midnight too. Pure. */
import type { Calendar } from '../time/calendar.ts'
import { minutes } from '../time/duration.ts'

export interface QuietHours {
  readonly isOn: boolean
  /** `23:00` */
  readonly from: string
  readonly until: string
}

export const usualQuiet: QuietHours = { isOn: false, from: '23:00', until: '07:30' }

export const isTimeOfDay = (text: unknown): text is string =>
  typeof text === 'string' && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text)

/** When they end, if it is quiet now. */
export function quietUntilMs({ isOn, from, until }: QuietHours, nowMs: number, calendar: Calendar): number | undefined {
  if (!isOn || from === until) return undefined
  const today = calendar.dayOf(nowMs)
  for (const day of [today - 1, today]) {
    const startMs = momentOf(day, from, calendar)
    const endMs = momentOf(until > from ? day : day + 1, until, calendar)
    if (nowMs >= startMs && nowMs < endMs) return endMs
  }
  return undefined
}

function momentOf(day: number, time: string, calendar: Calendar): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const wallMs = day * minutes(24 * 60) + minutes(hour * 60 + minute)
  const guessMs = wallMs - calendar.offsetMs(wallMs)
  // Once more with the offset of that moment: the clocks may have changed since midnight.
  return wallMs - calendar.offsetMs(guessMs)
}
