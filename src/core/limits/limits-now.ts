/** A report as it is to be read some time after it was made: numbers grow old, windows end, even use goes on. Pure. */
import { sharePassed } from './forecast.ts'
import { gaugeOf, type LimitsReport, oldAfterMs, type WindowReport, type WindowState } from './limits-report.ts'

export function limitsNow(report: LimitsReport, nowMs: number): LimitsReport {
  const accounts = report.accounts.map((account) => ({
    ...account,
    windows: account.windows.map((window) => windowNow(window, nowMs)),
  }))
  return { ...report, accounts, gauge: gaugeOf(accounts) }
}

export function windowNow(window: WindowReport, nowMs: number): WindowReport {
  if (window.origin === 'counted') return window
  const { windowMs, resetsAt, at } = window
  const resetsAtMs = resetsAt === undefined ? undefined : Date.parse(resetsAt)
  const state: WindowState =
    resetsAtMs !== undefined && resetsAtMs <= nowMs ? 'ended' : nowMs - Date.parse(at) > oldAfterMs ? 'old' : 'known'
  const share = state === 'ended' ? undefined : sharePassed({ resetsAtMs, windowMs }, nowMs)
  return {
    ...window,
    state,
    evenPercent: share === undefined ? undefined : share * 100,
    forecast: state === 'known' ? window.forecast : undefined,
  }
}
