/** What of the plan limits a rule asks for: how full a window is, and whether it will be full before its reset. Pure. */
import type { AccountLimits, LimitsReport, WindowReport } from '../limits/limits-report.ts'
import { minutes } from '../time/duration.ts'
import { formatDurationInWords, formatPercent } from '../words/format.ts'
import { plainText } from '../words/text.ts'
import type { Matter } from './matter.ts'
import type { Rule } from './rule.ts'

export interface LimitLook {
  readonly nowMs: number
  /** Undefined: nobody could say. */
  readonly report: LimitsReport | undefined
  /** Keys of what this rule has open: a forecast that wavers around the number is told once a window all the same. */
  readonly open: ReadonlySet<string>
}

/** Undefined: this rule asks for something else, or nobody knows. */
export function limitMatters(rule: Rule, { nowMs, report, open }: LimitLook): readonly Matter[] | undefined {
  if (rule.kind !== 'limit' || report === undefined) return undefined
  return report.accounts
    .filter(({ agent }) => rule.values['agent'] === undefined || agent === rule.values['agent'])
    .flatMap((account) =>
      account.windows
        .filter(({ window, state }) => asksForWindow(rule, window) && state !== 'ended')
        .flatMap((window) => [passed(rule, account, window, open), runsOut(rule, account, window, open, nowMs)]),
    )
    .filter((matter) => matter !== undefined)
}

/** `week` is also that of one model. */
export const asksForWindow = ({ values }: Pick<Rule, 'values'>, window: string): boolean => {
  const asked = values['window']
  return asked === undefined || window === asked || window.startsWith(`${asked}:`)
}

function passed(rule: Rule, account: AccountLimits, window: WindowReport, open: LimitLook['open']): Matter | undefined {
  const { usedPercent } = window
  const key = keyOf(account, window, 'passed')
  const isOver = usedPercent !== undefined && usedPercent >= Number(rule.values['percent'])
  if (usedPercent === undefined || (!isOver && !staysOpen(window, key, open))) return undefined
  const resets = window.resetsAt === undefined ? '' : 'until its reset'
  const least = window.state === 'old' ? 'at least ' : ''
  return matter(account, key, `${nameOf(account, window)}: ${least}${formatPercent(usedPercent)} used`, resets)
}

function runsOut(
  rule: Rule,
  account: AccountLimits,
  window: WindowReport,
  open: LimitLook['open'],
  nowMs: number,
): Matter | undefined {
  const key = keyOf(account, window, 'runs-out')
  const fullMs = Date.parse(window.forecast?.fullAt ?? '')
  const leftMs = fullMs - nowMs
  const isSoon = leftMs <= minutes(Number(rule.values['minutes']))
  if (!isSoon && !staysOpen(window, key, open)) return undefined
  const resetMs = Date.parse(window.resetsAt ?? '')
  const [title, body] = Number.isNaN(leftMs)
    ? ['may last after all', '']
    : [
        `will be full in ${formatDurationInWords(Math.max(0, leftMs))}`,
        Number.isNaN(resetMs) ? '' : `${formatDurationInWords(Math.max(0, resetMs - fullMs))} before its reset`,
      ]
  return matter(account, key, `${nameOf(account, window)} ${title}`, body)
}

/** Once per window: until its reset what was told of it holds. */
const staysOpen = ({ resetsAt }: WindowReport, key: string, open: LimitLook['open']): boolean =>
  resetsAt !== undefined && open.has(key)

const keyOf = ({ id }: AccountLimits, { window, resetsAt = '' }: WindowReport, what: string): string =>
  `${id}/${window}/${resetsAt}/${what}`

const nameOf = ({ name }: AccountLimits, { label }: WindowReport): string =>
  plainText(`${name}, ${label.charAt(0).toLowerCase()}${label.slice(1)}`)

const matter = (account: AccountLimits, key: string, title: string, body: string): Matter => ({
  ...{ kind: 'limit', key, title, body, plainTitle: title, plainBody: body, agent: account.agent },
  ...{ form: 'state', isNewsAtFirst: true },
})
