/** The hours in which this machine's user works, of the last four weeks. */
import type { HeldWindow } from '../../core/limits/held-window.ts'
import { windowMsOf } from '../../core/limits/limit-window.ts'
import { type UsualWeek, usualWeek, usualWeeks } from '../../core/limits/usual-week.ts'
import { type Calendar, dayText } from '../../core/time/calendar.ts'
import { days } from '../../core/time/duration.ts'
import type { UsageQuery, UsageReport } from '../../core/usage/usage.ts'

interface UsualParts {
  readonly calendar: () => Promise<Calendar>
  readonly usage: (query: UsageQuery) => Promise<UsageReport>
}

/** Of which a weekend is a part. */
export const isLongWindow = ({ window, windowMs = windowMsOf(window) ?? 0 }: HeldWindow): boolean => windowMs > days(1)

/** Undefined: too little is known, or it can't be read; who keeps the figures tells of that. */
export async function readUsualWeek({ calendar, usage }: UsualParts, nowMs: number): Promise<UsualWeek | undefined> {
  try {
    const of = await calendar()
    const since = dayText(of.dayOf(nowMs) - 7 * usualWeeks)
    const { rows } = await usage({ by: 'hour', since })
    const done = rows.flatMap(({ startAt, totalTokens: tokens }) =>
      startAt === undefined ? [] : [{ startMs: Date.parse(startAt), tokens }],
    )
    return usualWeek(done, of, nowMs)
  } catch {
    return undefined
  }
}
