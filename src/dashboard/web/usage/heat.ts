/** When one works: the average of each hour of the week. Pure. */
import { parseDay, weekdayNames, weekdayOf } from '../../../core/time/calendar.ts'
import type { UsageRow } from '../../../core/usage/usage.ts'
import type { Unit } from './address.ts'
import { formatValue } from './buckets.ts'

export interface HeatCell {
  /** "Tue 15:00" */
  readonly label: string
  /** "$9.12/h" */
  readonly words: string
  readonly average: number
  /** 0 nothing, 5 the most. */
  readonly level: 0 | 1 | 2 | 3 | 4 | 5
}

export interface HeatMap {
  /** Seven rows from Monday (or Sunday), each with its 24 hours. */
  readonly days: readonly { readonly name: string; readonly hours: readonly HeatCell[] }[]
  readonly highest?: HeatCell | undefined
}

interface HeatInput {
  /** By hour of week. */
  readonly rows: readonly UsageRow[]
  readonly unit: Unit
  /** The days that the sums are of, both inclusive. */
  readonly firstDay: string
  readonly lastDay: string
  readonly weekStartsOn?: 'monday' | 'sunday'
}

export function toHeat({ rows, unit, firstDay, lastDay, weekStartsOn = 'monday' }: HeatInput): HeatMap {
  const sums = new Map(rows.map((row) => [row.key, (unit === 'cost' ? row.costUsd : row.totalTokens) ?? 0]))
  const order = [0, 1, 2, 3, 4, 5, 6].map((index) => (index + (weekStartsOn === 'monday' ? 1 : 0)) % 7)
  const averages = order.map((weekday) => {
    const count = weekdaysBetween(weekday, firstDay, lastDay)
    return Array.from({ length: 24 }, (_, hour) => {
      const sum = sums.get(`${weekdayNames[weekday]?.toLowerCase()}-${two(hour)}`) ?? 0
      return count === 0 ? 0 : sum / count
    })
  })
  const most = Math.max(0, ...averages.flat())
  const days = order.map((weekday, row) => ({
    name: weekdayNames[weekday] ?? '',
    hours: (averages[row] ?? []).map((average, hour) => ({
      label: `${weekdayNames[weekday]} ${two(hour)}:00`,
      words: average === 0 ? 'nothing' : `${formatValue(average, unit)}/h`,
      average,
      level: levelOf(average, most),
    })),
  }))
  const highest = days.flatMap(({ hours }) => hours).find(({ average }) => average > 0 && average === most)
  return { days, highest }
}

const two = (n: number): string => String(n).padStart(2, '0')

/** How often a weekday is among the days. */
export function weekdaysBetween(weekday: number, firstDay: string, lastDay: string): number {
  const [first, last] = [parseDay(firstDay), parseDay(lastDay)]
  if (first === undefined || last === undefined || last < first) return 0
  const firstHit = first + ((weekday - weekdayOf(first) + 7) % 7)
  return firstHit > last ? 0 : Math.floor((last - firstHit) / 7) + 1
}

const levelOf = (average: number, most: number): HeatCell['level'] =>
  average <= 0 || most <= 0 ? 0 : (Math.max(1, Math.min(5, Math.ceil((average / most) * 5))) as HeatCell['level'])
