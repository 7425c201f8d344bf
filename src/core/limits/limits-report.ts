/** The limits of all accounts as every face tells them, `GET /api/limits` too. Pure: held windows → report. */
import { minutes } from '../time/duration.ts'
import type { ToldCredits } from '../usage/account.ts'
import { byText } from '../words/by-text.ts'
import { type Forecast, forecastOf, sharePassed } from './forecast.ts'
import { type HeldWindow, isOver, type LimitSource, type WindowEnd } from './held-window.ts'
import { type WindowName, windowLabel, windowMsOf } from './limit-window.ts'
import { type UsualForecast, type UsualWeek, usualForecastOf } from './usual-week.ts'

/** `official`: the agent or its maker said it. `counted`: our count against a limit that its user set. */
export type LimitOrigin = 'official' | 'counted'

/** `known`: in force. `old`: at least so much. `ended`: its reset has passed, and nothing was told since. */
export type WindowState = 'known' | 'old' | 'ended'

export interface LimitForecast {
  readonly percentAtReset: number
  readonly percentAtResetLow: number
  readonly percentAtResetHigh: number
  /** Absent: it lasts. */
  readonly fullAt?: string | undefined
  readonly fullEarliest?: string | undefined
  readonly fullLatest?: string | undefined
  /** With your usual weekend: by the hours of the last four weeks. Of windows of more than a day, where those are known. */
  readonly usual?: { readonly percentAtReset: number; readonly fullAt?: string | undefined } | undefined
}

export interface WindowReport {
  /** `five-hours`, `week`, `week:opus`, `spend`, `primary`, `secondary`, `requests-a-minute`, … */
  readonly window: WindowName
  readonly label: string
  readonly state: WindowState
  readonly origin: LimitOrigin
  /** 0 to 100, or beyond. Absent: no limit is known against which it counts. */
  readonly usedPercent?: number | undefined
  readonly usedUsd?: number | undefined
  readonly limitUsd?: number | undefined
  /** Of requests or tokens. */
  readonly used?: number | undefined
  readonly limit?: number | undefined
  readonly windowMs?: number | undefined
  readonly startedAt?: string | undefined
  /** Absent for a window that rolls. */
  readonly resetsAt?: string | undefined
  /** When the number was said. */
  readonly at: string
  /** The session that said it. */
  readonly by?: string | undefined
  /** Where even use would be now. */
  readonly evenPercent?: number | undefined
  /** Absent before a tenth of the window has passed and 3 % are used, and from numbers of more than 30 minutes. */
  readonly forecast?: LimitForecast | undefined
  /** How it grew, oldest first. */
  readonly readings: readonly { readonly at: string; readonly usedPercent: number }[]
}

export interface AccountLimits {
  /** Names it in everything else: `claude ~/.claude`. */
  readonly id: string
  readonly agent: string
  /** "Claude Max", "ChatGPT Pro", "Claude Code" where the plan is unknown. */
  readonly name: string
  readonly plan?: string | undefined
  readonly billing?: 'plan' | 'key' | undefined
  /** Where the agent keeps its data. */
  readonly place?: string | undefined
  readonly source: LimitSource | 'ledger'
  /** Short to long. */
  readonly windows: readonly WindowReport[]
  /** Bought beside the plan, where the agent says so. */
  readonly credits?: CreditsReport | undefined
}

export interface CreditsReport extends ToldCredits {
  /** When it was said. */
  readonly at: string
}

/** An agent that was seen and of whose limits nothing is known. */
export interface UnknownLimits {
  readonly agent: string
  readonly name: string
  readonly why: string
  /** What would make it known. */
  readonly next?: string | undefined
}

export interface PastWindowReport {
  readonly account: string
  readonly window: WindowName
  readonly label: string
  readonly startedAt: string
  readonly endedAt: string
  readonly end: WindowEnd
  /** The most that was told of it. */
  readonly highestPercent: number
}

/** The one that bars and menus show: what runs out first, else what is fullest. */
export interface LimitGauge {
  readonly account: string
  readonly window: WindowName
}

export interface LimitsReport {
  readonly generatedAt: string
  /** By what ends first. */
  readonly accounts: readonly AccountLimits[]
  /** Absent: no account is known. */
  readonly gauge?: LimitGauge | undefined
  readonly unknown: readonly UnknownLimits[]
  /** Newest first. */
  readonly past: readonly PastWindowReport[]
  readonly problem?: string | undefined
}

/** Beyond it a running window holds at least what was told, and nothing is foretold. */
export const oldAfterMs = minutes(30)
/** From here on its age is worth a look. */
export const agedAfterMs = minutes(15)

export interface KnownAccount
  extends Pick<AccountLimits, 'agent' | 'name' | 'plan' | 'billing' | 'place' | 'source' | 'credits'> {
  readonly account: string
  readonly windows: readonly HeldWindow[]
}

export const accountId = ({ agent, account }: { readonly agent: string; readonly account: string }): string =>
  account === '' ? agent : `${agent} ${account}`

export function limitsReport(
  accounts: readonly KnownAccount[],
  rest: Pick<LimitsReport, 'unknown' | 'past' | 'problem'> & {
    readonly counted?: AccountLimits | undefined
    readonly usual?: UsualWeek | undefined
  },
  nowMs: number,
): LimitsReport {
  const { counted, usual, ...others } = rest
  const told = accounts
    .map(({ windows, account, ...of }): AccountLimits => {
      const ordered = windows
        .map((window) => windowReport(window, nowMs, usual))
        .toSorted((a, b) => orderOf(a) - orderOf(b))
      return { id: accountId({ agent: of.agent, account }), ...of, windows: ordered }
    })
    .toSorted((a, b) => endsFirst(a) - endsFirst(b))
  const all = counted === undefined ? told : [...told, counted]
  return { generatedAt: iso(nowMs), accounts: all, gauge: gaugeOf(all), ...others }
}

/** Money comes last, models after what holds for all. */
const orderOf = ({ window, windowMs = windowMsOf(window) ?? 0 }: WindowReport): number =>
  window === 'spend' ? Number.MAX_SAFE_INTEGER : windowMs * 2 + (window.includes(':') ? 1 : 0)

const endsFirst = ({ windows }: AccountLimits): number =>
  Math.min(
    Number.MAX_SAFE_INTEGER,
    ...windows.flatMap(({ forecast }) => (forecast?.fullAt === undefined ? [] : [Date.parse(forecast.fullAt)])),
  )

export function windowReport(held: HeldWindow, nowMs: number, usualWeek?: UsualWeek): WindowReport {
  const { window, atMs, resetsAtMs, readings, beganAtMs, windowMs = windowMsOf(window) } = held
  const state: WindowState = isOver(held, nowMs) ? 'ended' : nowMs - atMs > oldAfterMs ? 'old' : 'known'
  const share = state === 'ended' ? undefined : sharePassed({ resetsAtMs, windowMs }, nowMs)
  const forecast = state === 'known' && share !== undefined ? forecastOf({ ...held, windowMs }) : undefined
  const usual = forecast && usualWeek && usualForecastOf({ ...held, windowMs }, usualWeek)
  return {
    window,
    label: windowLabel(window, windowMs),
    state,
    origin: 'official',
    usedPercent: held.usedPercent,
    usedUsd: held.usedUsd,
    limitUsd: held.limitUsd,
    windowMs,
    startedAt: resetsAtMs === undefined ? undefined : iso(beganAtMs),
    resetsAt: resetsAtMs === undefined ? undefined : iso(resetsAtMs),
    at: iso(atMs),
    by: held.by,
    evenPercent: share === undefined ? undefined : share * 100,
    forecast: forecast && { ...forecastIn(forecast), ...(usual && { usual: usualIn(usual) }) },
    readings: readings.map((one) => ({ at: iso(one.atMs), usedPercent: one.usedPercent })),
  }
}

const usualIn = ({ percentAtReset, fullAtMs }: UsualForecast): LimitForecast['usual'] => ({
  percentAtReset,
  fullAt: fullAtMs === undefined ? undefined : iso(fullAtMs),
})

export function forecastIn(forecast: Forecast): LimitForecast {
  const { fullAtMs, fullEarliestMs, fullLatestMs, ...atReset } = forecast
  const when = (ms: number | undefined) => (ms === undefined ? undefined : iso(ms))
  return { ...atReset, fullAt: when(fullAtMs), fullEarliest: when(fullEarliestMs), fullLatest: when(fullLatestMs) }
}

/** Of those that are in force; where there is none, of those that were: the bar says then that it does not know. */
export function gaugeOf(accounts: readonly AccountLimits[]): LimitGauge | undefined {
  const all = accounts.flatMap((account) =>
    account.windows.flatMap((window) =>
      window.usedPercent === undefined || window.origin === 'counted' ? [] : [{ account: account.id, ...window }],
    ),
  )
  const known = all.filter(({ state }) => state === 'known')
  const fullAt = ({ forecast }: WindowReport) => forecast?.fullAt ?? '9'
  const best = (known.length > 0 ? known : all).toSorted(
    (a, b) => byText(fullAt(a), fullAt(b)) || (b.usedPercent ?? 0) - (a.usedPercent ?? 0),
  )[0]
  return best && { account: best.account, window: best.window }
}

export const gaugeWindow = (
  report: LimitsReport,
): { readonly account: AccountLimits; readonly window: WindowReport } | undefined => {
  const account = report.accounts.find(({ id }) => id === report.gauge?.account)
  const window = account?.windows.find((one) => one.window === report.gauge?.window)
  return account && window && { account, window }
}

const iso = (ms: number): string => new Date(ms).toISOString()
