/** What is said of a window, the same on every face. Pure; times of day are the face's. */

import { days, hours } from '../time/duration.ts'
import { byText } from '../words/by-text.ts'
import { formatDuration, formatDurationInWords, formatPercent, formatTokens, formatUsd } from '../words/format.ts'
import { shortWindowLabel } from './limit-window.ts'
import {
  type AccountLimits,
  agedAfterMs,
  type CreditsReport,
  gaugeWindow,
  type LimitsReport,
  type WindowReport,
} from './limits-report.ts'

/** `bad`: runs out within 24 hours. `warn`: later. `lasts`: not before its reset. */
export type Outlook = 'bad' | 'warn' | 'lasts' | 'unknown'

export function outlookOf({ forecast, usedPercent, state }: WindowReport, nowMs: number): Outlook {
  if (state === 'known' && usedPercent !== undefined && usedPercent >= 100) return 'bad'
  if (forecast === undefined) return 'unknown'
  if (forecast.fullAt === undefined) return 'lasts'
  return Date.parse(forecast.fullAt) - nowMs <= hours(24) ? 'bad' : 'warn'
}

/** Of the gauge: grey below 50, amber from there, red from 80. */
export const levelOf = (usedPercent: number): 'low' | 'mid' | 'high' =>
  usedPercent >= 80 ? 'high' : usedPercent >= 50 ? 'mid' : 'low'

/** "62 %", "$18.40", "≥ 63 %", "41.2 k", "–" where it ended. */
export function usedWords({
  state,
  usedPercent,
  usedUsd,
  used,
}: Pick<WindowReport, 'state' | 'usedPercent' | 'usedUsd' | 'used'>): string {
  if (state === 'ended') return '–'
  const least = state === 'old' ? '≥ ' : ''
  if (usedUsd !== undefined) return `${least}${formatUsd(usedUsd)}`
  if (used !== undefined) return formatTokens(used)
  return usedPercent === undefined ? '–' : `${least}${formatPercent(usedPercent)}`
}

/** "+11 pts": used, beyond the share of the window that has passed. */
export function aheadWords({ state, usedPercent, evenPercent }: WindowReport): string | undefined {
  if (state !== 'known' || usedPercent === undefined || evenPercent === undefined) return undefined
  const points = Math.round(usedPercent - evenPercent)
  return points === 0 ? '0 pts' : `${points > 0 ? '+' : '−'}${Math.abs(points)} pts`
}

/** What it leads to, in two parts; `at` writes a moment as the face does. */
export function outlookWords(
  window: WindowReport,
  at: (iso: string) => string,
): { readonly main: string; readonly more?: string | undefined } {
  const { state, forecast, resetsAt, usedPercent, limitUsd, limit } = window
  if (state === 'ended') {
    const was =
      usedPercent === undefined ? undefined : `${formatPercent(usedPercent)} at ${at(window.at)}, then it ended`
    return { main: `unknown since ${at(resetsAt ?? window.at)}`, more: was }
  }
  if (state === 'old') return { main: 'no forecast', more: 'at least that much is used' }
  if (limit !== undefined) return { main: `of ${formatTokens(limit)}` }
  if (window.origin === 'counted' && usedPercent === undefined)
    return { main: 'not counted yet', more: moneyWords(limitUsd) }
  if (usedPercent !== undefined && usedPercent >= 100)
    return { main: 'full', more: resetsAt && `until ${at(resetsAt)}` }
  if (forecast === undefined) return { main: 'too early to tell', more: moneyWords(limitUsd) }
  if (forecast.fullAt === undefined) {
    const main = `lasts, about ${amountWords(forecast.percentAtReset, limitUsd)}`
    return { main, more: usualWords(window, at) ?? rangeAtReset(window) }
  }
  return { main: `runs out ${at(forecast.fullAt)}`, more: usualWords(window, at) ?? shortRange(window, at) }
}

/** "240 left", "unlimited" */
export const creditsWords = ({ isUnlimited, left }: CreditsReport): string =>
  isUnlimited ? 'unlimited' : `${(left ?? 0).toLocaleString('en-US')} left`

/** "93 % with your usual weekend"; "Sun 18:50 with your usual weekend" where it runs out so too. */
export function usualWords({ forecast, limitUsd }: WindowReport, at: (iso: string) => string): string | undefined {
  if (forecast?.usual === undefined) return undefined
  const { percentAtReset, fullAt } = forecast.usual
  return `${fullAt === undefined ? amountWords(percentAtReset, limitUsd) : at(fullAt)} with your usual weekend`
}

/** "between 13:20 and 15:40"; "from 13:20 on; at a slower pace it lasts" */
export function rangeWords({ forecast }: WindowReport, at: (iso: string) => string): string | undefined {
  if (forecast?.fullEarliest === undefined) return undefined
  return forecast.fullLatest === undefined
    ? `from ${at(forecast.fullEarliest)} on; at a slower pace it lasts`
    : `between ${at(forecast.fullEarliest)} and ${at(forecast.fullLatest)}`
}

/** For a line below a word: "13:20 to 15:40"; "from 13:20, or it lasts" */
function shortRange({ forecast }: WindowReport, at: (iso: string) => string): string | undefined {
  if (forecast?.fullEarliest === undefined) return undefined
  return forecast.fullLatest === undefined
    ? `from ${at(forecast.fullEarliest)}, or it lasts`
    : `${at(forecast.fullEarliest)} to ${at(forecast.fullLatest)}`
}

function rangeAtReset({ forecast, limitUsd }: WindowReport): string | undefined {
  if (forecast === undefined) return undefined
  const [low, high] = [forecast.percentAtResetLow, Math.min(100, forecast.percentAtResetHigh)]
  const more = forecast.percentAtResetHigh > 100 ? ' or more' : ''
  return `between ${amountWords(low, limitUsd)} and ${amountWords(high, limitUsd)}${more}`
}

const amountWords = (percent: number, limitUsd: number | undefined): string =>
  limitUsd === undefined ? formatPercent(percent) : formatUsd((limitUsd * percent) / 100)
const moneyWords = (limitUsd: number | undefined): string | undefined =>
  limitUsd === undefined ? undefined : `of ${formatUsd(limitUsd)}`

/** "2h 28m", "2d 18h"; undefined for what rolls, or is over. */
export function leftWords({ resetsAt, state }: WindowReport, nowMs: number): string | undefined {
  if (resetsAt === undefined || state === 'ended') return undefined
  const ms = Date.parse(resetsAt) - nowMs
  return ms < 0 ? undefined : formatDuration(ms)
}

/** "40s", "12m", "3h", "2d": how old the number is. A clock that was set back makes none of it negative. */
export function ageOf(
  { at }: Pick<WindowReport, 'at'>,
  nowMs: number,
): { readonly words: string; readonly isAged: boolean } {
  const ms = Math.max(0, nowMs - Date.parse(at))
  const words = ms < 1000 ? 'now' : (formatDuration(ms).split(' ')[0] ?? '')
  return { words, isAged: ms > agedAfterMs }
}

/** "Claude Max, 5 hours: 62 %, runs out 16:05, resets 17:00" */
export function limitSentence(account: AccountLimits, window: WindowReport, at: (iso: string) => string): string {
  const { main } = outlookWords(window, at)
  const resets = window.resetsAt === undefined || window.state === 'ended' ? '' : `, resets ${at(window.resetsAt)}`
  return `${account.name}, ${window.label.toLowerCase()}: ${usedWords(window)}, ${main}${resets}`
}

/** What will run out before its reset and within a day: worth a line beside the agents. */
export function runsOutSoon(
  { accounts }: LimitsReport,
  nowMs: number,
): { readonly account: AccountLimits; readonly window: WindowReport } | undefined {
  return accounts
    .flatMap((account) => account.windows.map((window) => ({ account, window })))
    .filter(({ window }) => outlookOf(window, nowMs) === 'bad')
    .toSorted((a, b) => byText(a.window.forecast?.fullAt ?? '', b.window.forecast?.fullAt ?? ''))[0]
}

/** Where there is most room now, of what is in force: the fullest window of each account counts. */
export function mostRoom({ accounts }: LimitsReport) {
  const tightest = accounts.flatMap((account) => {
    const known = account.windows.filter(
      (one) => one.state === 'known' && one.usedPercent !== undefined && one.resetsAt,
    )
    const window = known.toSorted((a, b) => (b.usedPercent ?? 0) - (a.usedPercent ?? 0))[0]
    return window === undefined ? [] : [{ account, window, leftPercent: 100 - (window.usedPercent ?? 0) }]
  })
  return tightest.toSorted((a, b) => b.leftPercent - a.leftPercent)[0]
}

/** "now", "40 s", "12 min", "3h 12m": the age where there is room for it. */
export function ageInWords({ at }: Pick<WindowReport, 'at'>, nowMs: number): string {
  const ms = Math.max(0, nowMs - Date.parse(at))
  if (ms < 1000) return 'now'
  return ms < 60_000 ? `${Math.floor(ms / 1000)} s` : agoWords(ms)
}

/** Where the numbers of an account are said. */
export const sourceWords: Readonly<Record<AccountLimits['source'], string>> = {
  'status-line': 'status line',
  'session-log': 'session log',
  asked: 'asked',
  ledger: 'our count',
}

/** "Official: by the status line, 40 s ago." */
export function originSentence({ source }: AccountLimits, window: WindowReport, nowMs: number): string {
  const age = ageInWords(window, nowMs)
  const when = age === 'now' ? 'just now' : `${age} ago`
  if (window.origin === 'counted') return 'Counted by TCE, against the limit that you set.'
  return `Official: by the ${source === 'asked' ? 'agent, asked' : sourceWords[source]}, ${when}.`
}

/** "5 h 62 % → 16:05", for a menu's line; the time only where it runs out before its reset. Undefined: no number is new enough. */
export function gaugeWords(report: LimitsReport, at: (iso: string) => string): string | undefined {
  const window = gaugeWindow(report)?.window
  if (window === undefined || window.state !== 'known') return undefined
  const { forecast, usedPercent = 0 } = window
  const out = forecast?.fullAt === undefined || usedPercent >= 100 ? '' : ` → ${at(forecast.fullAt)}`
  return `${shortWindowLabel(window.window, window.windowMs)} ${usedWords(window)}${out}`
}

/** What the bar and the menu say in full. */
export const gaugeSentence = (
  account: AccountLimits,
  window: WindowReport,
  nowMs: number,
  at: (iso: string) => string,
): string => `${limitSentence(account, window, at)}. ${originSentence(account, window, nowMs)}`

/** For ages in sentences: "3 h" */
export const agoWords = (ms: number): string =>
  ms < days(2) ? formatDurationInWords(ms) : `${Math.floor(ms / days(1))} days`
