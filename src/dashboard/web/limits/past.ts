/** What is kept of the windows of an account that are past, for its two tables. Pure. */
import { windowMsOf } from '../../../core/limits/limit-window.ts'
import type { AccountLimits, PastWindowReport, WindowReport } from '../../../core/limits/limits-report.ts'
import { days } from '../../../core/time/duration.ts'

export interface PastBar {
  readonly startedAt: string
  readonly highestPercent: number
  readonly end: PastWindowReport['end'] | 'now'
}

export interface ShortWindows {
  readonly label: string
  /** Oldest first; the last may be the one in force. */
  readonly bars: readonly PastBar[]
}

export const mostBars = 42

/** Of its windows of less than a day; undefined: it has none. */
export function shortWindows(account: AccountLimits, past: readonly PastWindowReport[]): ShortWindows | undefined {
  const short = account.windows.find((window) => isShort(window) && window.origin === 'official')
  if (short === undefined) return undefined
  const bars = past
    .filter((one) => one.account === account.id && one.window === short.window)
    .map((one): PastBar => ({ startedAt: one.startedAt, highestPercent: one.highestPercent, end: one.end }))
    .toReversed()
  return { label: short.label, bars: [...bars, ...barNow(short)].slice(-mostBars) }
}

function barNow({ startedAt, usedPercent, state }: WindowReport): readonly PastBar[] {
  if (startedAt === undefined || usedPercent === undefined || state === 'ended') return []
  return [{ startedAt, highestPercent: usedPercent, end: 'now' }]
}

export interface PastWeeks {
  readonly columns: readonly { readonly window: string; readonly label: string }[]
  /** Newest first. */
  readonly rows: readonly PastWeek[]
}

export interface PastWeek {
  readonly startedAt: string
  readonly isNow: boolean
  readonly highest: Readonly<Record<string, PastBar | undefined>>
}

const mostWeeks = 9

/** Of its windows of a day and more, but money; those that began on one day stand side by side. */
export function pastWeeks(
  account: AccountLimits,
  past: readonly PastWindowReport[],
  dayOf: (ms: number) => number,
): PastWeeks | undefined {
  const columns = account.windows.filter((one) => !isShort(one) && one.window !== 'spend' && one.origin === 'official')
  if (columns.length === 0) return undefined
  const bars = [
    ...columns.flatMap((window) => barNow(window).map((bar) => ({ window: window.window, bar }))),
    ...past
      .filter((one) => one.account === account.id && columns.some(({ window }) => window === one.window))
      .map(({ window, ...bar }) => ({ window, bar })),
  ]
  const byDay = Map.groupBy(bars, ({ bar }) => dayOf(Date.parse(bar.startedAt)))
  const rows = [...byDay.values()].map((ofDay): PastWeek => {
    const isNow = ofDay.some(({ bar }) => bar.end === 'now')
    // Of two that began on one day, as after an early reset, the one that was used more.
    const ordered = ofDay.toSorted((a, b) => a.bar.highestPercent - b.bar.highestPercent)
    return {
      startedAt: ofDay[0]?.bar.startedAt ?? '',
      isNow,
      highest: Object.fromEntries(ordered.map(({ window, bar }) => [window, bar])),
    }
  })
  return {
    columns: columns.map(({ window, label }) => ({
      window,
      label: label.replace(/^Week, /, '').replace(/^Week$/, 'All models'),
    })),
    rows: rows.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt)).slice(0, mostWeeks),
  }
}

const isShort = ({ window, windowMs = windowMsOf(window) }: WindowReport): boolean =>
  windowMs !== undefined && windowMs < days(1)

const endWords: Readonly<Record<PastBar['end'], string>> = {
  now: 'so far',
  reset: '',
  early: 'reset early',
  'other-account': 'until another account came',
}

export const endWordsOf = ({ end }: PastBar): string => endWords[end]
