/** When one works in a week, from the hours of the last weeks: a long window goes on by that, not straight on. Pure. */
import { type Calendar, weekdayOf } from '../time/calendar.ts'
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

export interface HourOfUse {
  readonly startMs: number
  readonly tokens: number
}

/** So many weeks are looked back. */
export const usualWeeks = 4
/** Of fewer days nobody can say what is usual. */
const leastDays = 10
/** Nothing is impossible in an hour in which nothing was done yet: a share of the average. */
const floorShare = 0.05

/**
 * From the hours of the last four weeks. Undefined where they tell too little; or nothing: each of those weeks is foretold by the three
 * others, and where straight on was nearer, what is usual is of no use.
 */
export function usualWeek(done: readonly HourOfUse[], calendar: Calendar, nowMs: number): UsualWeek | undefined {
  const recent = done.filter(({ startMs }) => startMs >= nowMs - days(7 * usualWeeks) && startMs < nowMs)
  const daysSeen = new Set(recent.map(({ startMs }) => calendar.dayOf(startMs))).size
  if (daysSeen < leastDays || !isNearer(recent, calendar, nowMs)) return undefined
  return weekOf(recent, calendar)
}

function weekOf(done: readonly HourOfUse[], calendar: Calendar): UsualWeek {
  const weights = new Array<number>(7 * 24).fill(0)
  for (const { startMs, tokens } of done) {
    const at = hourOfWeek(startMs, calendar)
    weights[at] = (weights[at] ?? 0) + tokens
  }
  const floor = (floorShare * weights.reduce((all, one) => all + one, 0)) / weights.length
  return {
    between(fromMs, toMs) {
      let sum = 0
      for (let ms = fromMs; ms < toMs; ms += hours(1)) {
        const weight = (weights[hourOfWeek(ms, calendar)] ?? 0) + floor
        sum += weight * (Math.min(hours(1), toMs - ms) / hours(1))
      }
      return sum
    },
  }
}

function hourOfWeek(atMs: number, calendar: Calendar): number {
  const localMs = atMs + calendar.offsetMs(atMs)
  return weekdayOf(calendar.dayOf(atMs)) * 24 + Math.floor((localMs % days(1)) / hours(1))
}

/** After each day of each week. */
function isNearer(done: readonly HourOfUse[], calendar: Calendar, nowMs: number): boolean {
  let [straight, usual] = [0, 0]
  for (let back = 0; back < usualWeeks; back += 1) {
    const endMs = nowMs - back * days(7)
    const beginMs = endMs - days(7)
    const isIn = ({ startMs }: HourOfUse) => startMs >= beginMs && startMs < endMs
    const [own, others] = [
      done.filter(isIn),
      weekOf(
        done.filter((one) => !isIn(one)),
        calendar,
      ),
    ]
    const sumUntil = (ms: number) => own.reduce((all, one) => all + (one.startMs < ms ? one.tokens : 0), 0)
    const whole = sumUntil(endMs)
    for (let day = 1; day < 7; day += 1) {
      const atMs = beginMs + days(day)
      const used = sumUntil(atMs)
      const usually = others.between(beginMs, atMs)
      if (used === 0 || usually === 0) continue
      straight += Math.abs(used * (7 / day) - whole)
      usual += Math.abs((used / usually) * others.between(beginMs, endMs) - whole)
    }
  }
  return usual < straight
}

/** Of windows of more than a day alone, where there is a forecast at all. */
export function usualForecastOf(from: ForecastFrom, usual: UsualWeek): UsualForecast | undefined {
  const { usedPercent, atMs, resetsAtMs, windowMs } = from
  if (resetsAtMs === undefined || windowMs === undefined || windowMs <= days(1)) return undefined
  if (forecastOf(from) === undefined) return undefined
  const perUnit = usedPercent / usual.between(resetsAtMs - windowMs, atMs)
  const percentAtReset = usedPercent + perUnit * usual.between(atMs, resetsAtMs)
  if (percentAtReset < 100) return { percentAtReset }
  let left = (100 - usedPercent) / perUnit
  for (let ms = atMs; ms < resetsAtMs; ms += hours(1)) {
    const inHour = usual.between(ms, Math.min(ms + hours(1), resetsAtMs))
    if (inHour >= left) return { percentAtReset, fullAtMs: Math.round(ms + (hours(1) * left) / inHour) }
    left -= inHour
  }
  return { percentAtReset }
}
