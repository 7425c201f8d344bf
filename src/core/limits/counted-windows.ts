/** Limits that their user typed in, and how far they are used by our own count. Pure. */
import type { MinuteRate, MinuteRates } from '../analytics/minute-rates.ts'
import { type Calendar, monthOf } from '../time/calendar.ts'
import { minutes } from '../time/duration.ts'
import { forecastOf, sharePassed } from './forecast.ts'
import { windowLabel } from './limit-window.ts'
import { type AccountLimits, forecastIn, type WindowReport } from './limits-report.ts'

/** `[metrics]` of config.toml. */
export interface TypedLimits {
  readonly requestsAMinute?: number | undefined
  readonly inputTokensAMinute?: number | undefined
  readonly outputTokensAMinute?: number | undefined
  readonly usdADay?: number | undefined
  readonly usdAMonth?: number | undefined
}

export interface Counted {
  /** Of all sessions that run; undefined: not counted. */
  readonly rates?: Readonly<Record<keyof MinuteRates, Pick<MinuteRate, 'now'>>> | undefined
  readonly todayUsd?: number | undefined
  readonly monthUsd?: number | undefined
}

export const hasTypedLimits = (typed: TypedLimits): boolean => Object.values(typed).some((limit) => limit !== undefined)

/** Stands for every agent: what is typed in holds for all of them together. */
export const allAgents = 'all'

export function countedAccount(
  typed: TypedLimits,
  counted: Counted,
  nowMs: number,
  calendar: Calendar,
): AccountLimits | undefined {
  const today = calendar.dayOf(nowMs)
  const { firstDay, nextFirstDay } = monthOf(today)
  const { startOfDay } = calendar
  const windows = [
    rateWindow('requests-a-minute', typed.requestsAMinute, counted.rates?.requests, nowMs),
    rateWindow('input-tokens-a-minute', typed.inputTokensAMinute, counted.rates?.input, nowMs),
    rateWindow('output-tokens-a-minute', typed.outputTokensAMinute, counted.rates?.output, nowMs),
    usdWindow('spend-a-day', typed.usdADay, counted.todayUsd, {
      ...{ beganAtMs: startOfDay(today), resetsAtMs: startOfDay(today + 1), nowMs },
    }),
    usdWindow('spend-a-month', typed.usdAMonth, counted.monthUsd, {
      ...{ beganAtMs: startOfDay(firstDay), resetsAtMs: startOfDay(nextFirstDay), nowMs },
    }),
  ].filter((window) => window !== undefined)
  if (windows.length === 0) return undefined
  return { id: allAgents, agent: allAgents, name: 'All agents, your limits', source: 'ledger', windows }
}

function rateWindow(
  window: string,
  limit: number | undefined,
  rate: Pick<MinuteRate, 'now'> | undefined,
  nowMs: number,
): WindowReport | undefined {
  if (limit === undefined) return undefined
  const used = rate?.now
  return {
    ...{ window, label: windowLabel(window, minutes(1)), state: 'known', origin: 'counted', windowMs: minutes(1) },
    ...{ used, limit, at: new Date(nowMs).toISOString(), readings: [] },
    usedPercent: used === undefined ? undefined : (used / limit) * 100,
  }
}

interface Span {
  readonly beganAtMs: number
  readonly resetsAtMs: number
  readonly nowMs: number
}

function usdWindow(
  window: string,
  limitUsd: number | undefined,
  usedUsd: number | undefined,
  { beganAtMs, resetsAtMs, nowMs }: Span,
): WindowReport | undefined {
  if (limitUsd === undefined) return undefined
  const windowMs = resetsAtMs - beganAtMs
  const usedPercent = usedUsd === undefined ? undefined : (usedUsd / limitUsd) * 100
  const share = sharePassed({ resetsAtMs, windowMs }, nowMs)
  const forecast =
    usedPercent === undefined ? undefined : forecastOf({ usedPercent, atMs: nowMs, resetsAtMs, windowMs })
  return {
    ...{ window, label: windowLabel(window, windowMs), state: 'known', origin: 'counted', windowMs },
    ...{ usedPercent, usedUsd, limitUsd, readings: [] },
    ...{ startedAt: new Date(beganAtMs).toISOString(), resetsAt: new Date(resetsAtMs).toISOString() },
    at: new Date(nowMs).toISOString(),
    evenPercent: share === undefined ? undefined : share * 100,
    forecast: forecast && forecastIn(forecast),
  }
}
