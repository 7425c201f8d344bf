/** What is spent, against what a rule allows. Pure. */
import { formatUsd } from '../words/format.ts'
import type { Matter } from './matter.ts'
import { isHard, type Rule } from './rule.ts'

/** Undefined is not known, and nothing is told of it. */
export interface SpendLook {
  /** `2026-11-20` and the first day of its week, in the zone of the settings. */
  readonly day: string
  readonly week: string
  /** Of the rule's project and agent where it names one. */
  readonly spentUsd: (rule: Rule) => number | undefined
  readonly usdPerHour?: number | undefined
}

/** Undefined: this rule asks for something else, or nobody knows. */
export function spendMatters(rule: Rule, look: SpendLook): readonly Matter[] | undefined {
  if (rule.kind === 'cost-rate') return rateMatters(rule, look)
  if (rule.kind !== 'spend') return undefined
  const spentUsd = look.spentUsd(rule)
  if (spentUsd === undefined) return undefined
  const mostUsd = Number(rule.values['usd'])
  if (spentUsd <= mostUsd) return []
  const { per, project, agent } = rule.values
  const of = [
    per === 'week' ? 'This week’s cost' : 'Today’s cost',
    project && `of ${project}`,
    agent && `with ${agent}`,
  ]
  const title = `${of.filter(Boolean).join(' ')} passed ${formatUsd(mostUsd)}`
  const stops = isHard(rule) ? ' Nothing new begins, and queues are held.' : ''
  const body = `${formatUsd(spentUsd)} so far.${stops}`
  return [
    {
      ...{ kind: 'spend', key: `cost/${per === 'week' ? look.week : look.day}/${mostUsd}`, title, body },
      ...{ plainTitle: title, plainBody: body, form: 'state', isNewsAtFirst: true },
      project: typeof project === 'string' ? project : undefined,
      agent: typeof agent === 'string' ? agent : undefined,
    },
  ]
}

function rateMatters(rule: Rule, { usdPerHour }: SpendLook): readonly Matter[] | undefined {
  if (usdPerHour === undefined) return undefined
  const mostUsd = Number(rule.values['usd_per_hour'])
  if (usdPerHour <= mostUsd) return []
  const title = `All agents together cost more than ${formatUsd(mostUsd)} an hour`
  const body = `${formatUsd(usdPerHour)} an hour.`
  return [{ kind: 'cost-rate', key: 'rate', title, body, plainTitle: title, plainBody: body, form: 'state' }]
}
