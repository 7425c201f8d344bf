/** Of a limit that is near: what `tce status` says below the agents. */
import { limitSentence, runsOutSoon } from '../core/limits/limit-words.ts'
import type { LimitsReport } from '../core/limits/limits-report.ts'
import { createCalendar } from '../core/time/calendar.ts'
import { localOffsetMs } from '../core/time/local-zone.ts'
import { nearMoment } from '../core/words/near-moment.ts'
import { plainText } from '../core/words/text.ts'

/** "Claude Max, 5 hours: 62 %, runs out 16:05, resets 17:00"; undefined where none is full before its reset and within 24 hours. */
export function soonFull(report: LimitsReport, nowMs: number): string | undefined {
  const soon = runsOutSoon(report, nowMs)
  if (soon === undefined) return undefined
  // The clock on the wall: Intl, which knows the zones of others, takes longer than all the rest.
  const calendar = createCalendar('local', 'monday', localOffsetMs)
  return plainText(limitSentence(soon.account, soon.window, (iso) => nearMoment(iso, nowMs, calendar)))
}
