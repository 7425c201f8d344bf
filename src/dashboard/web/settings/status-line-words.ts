/** How it stands with the status line, in a line. Pure. */
import type { StatusLineReport } from '../../../core/limits/status-line-report.ts'
import { plural } from '../../../core/words/format.ts'
import { momentOf } from '../parts/time.ts'

export const isLineOn = ({ places }: Pick<StatusLineReport, 'places'>): boolean =>
  places.some(({ state }) => state === 'ours')

export function statusLineWords(report: StatusLineReport): string {
  const { places, lastDrawnAt, sessions } = report
  if (!isLineOn(report)) return 'Plan limits are said nowhere else; TCE’s line comes below yours'
  const since = places.find(({ state }) => state === 'ours')?.since
  const installed = since === undefined ? 'In place' : `In place since ${momentOf(since)}`
  return lastDrawnAt === undefined
    ? `${installed}; a running session draws it with its next answer`
    : `${installed}; drawn last ${momentOf(lastDrawnAt)}, by ${plural(sessions, 'session')} within a day`
}
