/** Today's figures out of a usage report by hour, and where they are from in words. Pure. */
import { ownFigure } from '../../../agents/kinds.ts'
import type { Calendar } from '../../../core/time/calendar.ts'
import type { UsageFigures, UsageReport } from '../../../core/usage/usage.ts'

export interface TodayCost {
  readonly costUsd: number | undefined
  readonly totalTokens: number
  readonly last7DaysUsd: number | undefined
  readonly burnUsdPerHour: number | undefined
  /** Dollars of each hour of today, 0–23; undefined where nothing of it has a price. */
  readonly hoursUsd: readonly (number | undefined)[]
  /** "counted", "mixed": where the figure is from, in a word. */
  readonly originWord: string
  /** The same in a sentence, for its title. */
  readonly origin: string
}

export function toTodayCost({ periods, rows, currentBlock, pricesAsOf }: UsageReport, calendar: Calendar): TodayCost {
  const { costUsd, totalTokens, origin, unpriced } = periods.today
  const hoursUsd: (number | undefined)[] = Array(24).fill(undefined)
  for (const { startAt, costUsd: hourUsd } of rows) {
    if (startAt !== undefined) hoursUsd[hourOfDay(Date.parse(startAt), calendar)] = hourUsd
  }
  return {
    costUsd,
    totalTokens,
    last7DaysUsd: periods.last7Days.costUsd,
    burnUsdPerHour: currentBlock?.burnUsdPerHour,
    hoursUsd,
    originWord: originWords[origin],
    origin: `${originSentence(origin, pricesAsOf)}${withoutPrice(unpriced)}`,
  }
}

/** 0–23, of the clock on the wall. */
export const hourOfDay = (ms: number, { offsetMs }: Pick<Calendar, 'offsetMs'>): number =>
  new Date(ms + offsetMs(ms)).getUTCHours()

const originWords: Record<UsageFigures['origin'], string> = {
  counted: 'counted',
  'stats-cache': 'stats-cache',
  mixed: 'mixed',
}

/** Where a figure is from, for its title. */
export function originSentence(origin: UsageFigures['origin'], pricesAsOf: string): string {
  switch (origin) {
    case 'counted':
      return `Counted from transcripts × price list of ${pricesAsOf}, each response once.`
    case 'stats-cache':
      return `${ownFigure}, from its stats-cache.`
    case 'mixed':
      return `Counted from transcripts × price list of ${pricesAsOf}; older days are ${ownFigure}.`
    default:
      return origin satisfies never
  }
}

const withoutPrice = (unpriced: UsageFigures['unpriced']): string =>
  unpriced.length === 0 ? '' : ` Without ${unpriced.map(({ model }) => model).join(', ')}: no price is known.`
