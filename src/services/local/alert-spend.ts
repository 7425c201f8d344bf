/** What is spent, for rules that ask: read anew after usage changed, and only while such a rule is on. */

import type { Rule } from '../../core/alerts/rule.ts'
import type { SpendLook } from '../../core/alerts/spend-matters.ts'
import { isAgentId } from '../../core/process/agent-ids.ts'
import { createCalendar, dayText } from '../../core/time/calendar.ts'
import { seconds } from '../../core/time/duration.ts'
import type { UsageService } from '../usage.ts'
import { type AlertReading, followReading } from './alert-reading.ts'

export type AlertSpend = AlertReading<SpendLook>

export const followSpend = (
  usage: Pick<UsageService, 'report'>,
  clock: () => number,
  onChange: () => void,
): AlertSpend =>
  followReading({
    asks: ({ kind }) => kind === 'spend' || kind === 'cost-rate',
    read: (rules) => readSpend(usage, rules, clock()),
    ...{ everyMs: seconds(5), clock, onChange },
  })

/** One question for each project and agent that rules name. */
export async function readSpend(
  usage: Pick<UsageService, 'report'>,
  rules: readonly Rule[],
  nowMs: number,
): Promise<SpendLook> {
  const first = await usage.report({ by: 'model' })
  const calendar = createCalendar(first.timezone)
  const today = calendar.dayOf(nowMs)
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
  return { day, week, spentUsd: ({ id }) => spent.get(id), usdPerHour: first.currentBlock?.burnUsdPerHour }
}
