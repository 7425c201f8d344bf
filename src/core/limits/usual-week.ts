/** When one works in a week, from the hours of the last weeks: a long window goes on by that, not straight on. Pure. */
import { type Calendar, weekdayNames, weekdayOf } from '../time/calendar.ts'
import { days, hours } from '../time/duration.ts'
import { type ForecastFrom, forecastOf } from './forecast.ts'

export interface UsualWeek {
  /** How much is usually done from one moment to another, in a unit of its own. */
  between(fromMs: number, toMs: number): number
}

export interface UsualForecast {
  readonly percentAtReset: number
  /** Undefined: it lasts. */
  readonly fullAtMs?: number | undefined
}

/** Of fewer days nobody can say what is usual. */
export const leastDays = 10
/** Nothing is impossible in an hour in which nothing was done yet: a share of the average. */
const floorShare = 0.05

/** `rows`: by hour of the week, as usage tells them (`mon-09`); `daysSeen`: on how many days something was done. */
export function usualWeek(
  rows: readonly { readonly key: string; readonly totalTokens: number }[],
  daysSeen: number,
  calendar: Calendar,
): UsualWeek | undefined {
  const sums = new Map(rows.map(({ key, totalTokens }) => [key, totalTokens]))
  const total = rows.reduce((all, { totalTokens }) => all + totalTokens, 0)
  if (daysSeen < leastDays || total <= 0) return undefined
  const floor = (floorShare * total) / (7 * 24)
  const weightAt = (atMs: number): number => {
    const localMs = atMs + calendar.offsetMs(atMs)
    const hour = String(Math.floor((localMs % days(1)) / hours(1))).padStart(2, '0')
    const weekday = weekdayNames[weekdayOf(calendar.dayOf(atMs))]?.toLowerCase()
    return (sums.get(`${weekday}-${hour}`) ?? 0) + floor
  }
  return {
    between(fromMs, toMs) {
      let sum = 0
      for (let ms = fromMs; ms < toMs; ms += hours(1)) sum += weightAt(ms) * (Math.min(hours(1), toMs - ms) / hours(1))
      return sum
    },
  }
}

/** Of windows of more than a day alone, where there is a forecast at all. */
export function usualForecastOf(from: ForecastFrom, usual: UsualWeek): UsualForecast | undefined {
  const { usedPercent, atMs, resetsAtMs, windowMs } = from
  if (resetsAtMs === undefined || windowMs === undefined || windowMs <= days(1)) return undefined
  if (forecastOf(from) === undefined) return undefined
  const done = usual.between(resetsAtMs - windowMs, atMs)
  const perUnit = usedPercent / done
  const fullAfter = (100 - usedPercent) / perUnit
  const percentAtReset = usedPercent + perUnit * usual.between(atMs, resetsAtMs)
  if (percentAtReset < 100) return { percentAtReset }
  let [left, ms] = [fullAfter, atMs]
  for (; ms < resetsAtMs; ms += hours(1)) {
    const inHour = usual.between(ms, Math.min(ms + hours(1), resetsAtMs))
    if (inHour >= left) return { percentAtReset, fullAtMs: Math.round(ms + (hours(1) * left) / inHour) }
    left -= inHour
  }
  return { percentAtReset }
}
