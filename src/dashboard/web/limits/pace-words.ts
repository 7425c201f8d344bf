/** The pace of a window, and the one at which it lasts, by the hour or by the day. Pure. */
import type { WindowReport } from '../../../core/limits/limits-report.ts'
import { days, hours } from '../../../core/time/duration.ts'
import { formatShare } from '../../../core/words/format.ts'

/** "24.5 %", "an hour"; of windows that are longer than a day "a day". Undefined where there is no forecast. */
export function paceWords(window: WindowReport): { readonly value: string; readonly per: string } | undefined {
  const { forecast, usedPercent, resetsAt, at } = window
  if (forecast === undefined || usedPercent === undefined || resetsAt === undefined) return undefined
  const leftMs = Date.parse(resetsAt) - Date.parse(at)
  if (leftMs <= 0) return undefined
  const { unitMs, per } = unitOf(window)
  return { value: formatShare(((forecast.percentAtReset - usedPercent) / leftMs) * (unitMs / 100)), per }
}

/** "At most 15.2 % an hour from now on." Undefined where it lasts anyway. */
export function toLastWords(window: WindowReport, nowMs: number): string | undefined {
  const { forecast, usedPercent, resetsAt } = window
  if (forecast?.fullAt === undefined || usedPercent === undefined || usedPercent >= 100) return undefined
  const leftMs = Date.parse(resetsAt ?? '') - nowMs
  if (!(leftMs > 0)) return undefined
  const { unitMs, per } = unitOf(window)
  return `At most ${formatShare(((100 - usedPercent) / leftMs) * (unitMs / 100))} ${per} from now on.`
}

const unitOf = ({ windowMs = 0 }: WindowReport) =>
  windowMs > days(1) ? { unitMs: days(1), per: 'a day' } : { unitMs: hours(1), per: 'an hour' }
