/** What counts against limits that their user typed in: asked only where some are. */
import type { MinuteRates } from '../../core/analytics/minute-rates.ts'
import { countedAccount, hasTypedLimits, type TypedLimits } from '../../core/limits/counted-windows.ts'
import type { AccountLimits } from '../../core/limits/limits-report.ts'
import { type Calendar, dayText, monthOf } from '../../core/time/calendar.ts'
import type { UsageFigures, UsageQuery, UsageReport } from '../../core/usage/usage.ts'

export interface CountParts {
  readonly typed: () => TypedLimits
  readonly calendar: () => Promise<Calendar>
}

export interface CountBeside {
  /** What the sessions that run take in a minute. */
  readonly rates: () => Promise<MinuteRates>
  readonly usage: (query: UsageQuery) => Promise<UsageReport>
}

/** Undefined: nothing is typed in. */
export async function countTyped(
  parts: CountParts,
  { rates, usage }: CountBeside,
  nowMs: number,
): Promise<AccountLimits | undefined> {
  const typed = parts.typed()
  if (!hasTypedLimits(typed)) return undefined
  const calendar = await parts.calendar()
  const { requestsAMinute, inputTokensAMinute, outputTokensAMinute, usdADay, usdAMonth } = typed
  const hasRates = [requestsAMinute, inputTokensAMinute, outputTokensAMinute].some((limit) => limit !== undefined)
  const hasUsd = usdADay !== undefined || usdAMonth !== undefined
  const since = dayText(monthOf(calendar.dayOf(nowMs)).firstDay)
  const [counts, spent] = await Promise.all([
    hasRates ? rates() : undefined,
    hasUsd ? usage({ by: 'day', since }) : undefined,
  ])
  const counted = { rates: counts, todayUsd: usdOf(spent?.periods.today), monthUsd: usdOf(spent?.total) }
  return countedAccount(typed, counted, nowMs, calendar)
}

/** What was used and has no price is not known to cost nothing. */
const usdOf = (figures: UsageFigures | undefined): number | undefined =>
  figures?.costUsd ?? (figures?.totalTokens === 0 ? 0 : undefined)
