/** What is spent, for rules that ask: read anew after usage changed, and only while such a rule is on. */

import type { Rule } from '../../core/alerts/rule.ts'
import type { SpendLook } from '../../core/alerts/spend-matters.ts'
import { isAgentId } from '../../core/process/agent-ids.ts'
import { type Calendar, dayText } from '../../core/time/calendar.ts'
import { seconds } from '../../core/time/duration.ts'
import type { UsageService } from '../usage.ts'
import { type AlertReading, followReading } from './alert-reading.ts'

export type AlertSpend = AlertReading<SpendLook>

interface SpendParts {
  readonly usage: Pick<UsageService, 'report'>
  /** The user's: when a day is over, and a week. */
  readonly calendar: () => Promise<Calendar>
  readonly clock: () => number
}

export const followSpend = (parts: SpendParts, onChange: () => void): AlertSpend =>
  followReading({
    asks: ({ kind }) => kind === 'spend' || kind === 'cost-rate',
    read: (rules) => readSpend(parts, rules),
    ...{ everyMs: seconds(5), clock: parts.clock, onChange },
  })

/** One question for each rule, and one for the pace where a rule asks for that. */
export async function readSpend(
  { usage, calendar: calendarNow, clock }: SpendParts,
  rules: readonly Rule[],
): Promise<SpendLook> {
  const calendar = await calendarNow()
  const today = calendar.dayOf(clock())
  const [day, week] = [dayText(today), dayText(calendar.weekOf(today))]
  const spent = new Map<string, number | undefined>()
  for (const rule of rules.filter(({ kind }) => kind === 'spend')) {
    const { per, project, agent } = rule.values
    const ofAgent = typeof agent === 'string' && isAgentId(agent) ? { agent: [agent] } : {}
    const ofProject = typeof project === 'string' ? { project } : {}
    const since = per === 'week' ? week : day
    const { total, problems } = await usage.report({ by: 'model', since, until: day, ...ofAgent, ...ofProject })
    // Nothing was used: that is known to cost nothing. Used without a price: nobody knows.
    const none = total.responses === 0 && problems.length === 0 ? 0 : undefined
    spent.set(rule.id, total.costUsd ?? none)
  }
  const isRateAsked = rules.some(({ kind }) => kind === 'cost-rate')
  const block = isRateAsked ? (await usage.report({ by: 'model' })).currentBlock : undefined
  return { day, week, spentUsd: ({ id }) => spent.get(id), usdPerHour: block?.burnUsdPerHour }
}
