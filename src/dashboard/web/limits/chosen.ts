/** Which window the address names; without one, what the bar shows. Pure. */
import {
  type AccountLimits,
  gaugeWindow,
  type LimitsReport,
  type WindowReport,
} from '../../../core/limits/limits-report.ts'

export interface ChosenWindow {
  readonly account: AccountLimits
  readonly window: WindowReport
}

export const keyOf = ({ account, window }: ChosenWindow): string => `${account.id} ${window.window}`

export const allWindows = ({ accounts }: LimitsReport): readonly ChosenWindow[] =>
  accounts.flatMap((account) => account.windows.map((window) => ({ account, window })))

export function chosenWindow(report: LimitsReport, key: string | undefined): ChosenWindow | undefined {
  const all = allWindows(report)
  return all.find((one) => keyOf(one) === key) ?? gaugeWindow(report) ?? all[0]
}
