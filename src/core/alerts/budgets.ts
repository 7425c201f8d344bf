/** Hard budgets: rules on spending that stop what they cover, while more was spent than they allow. Pure. */
import { isOfProject } from '../session/project-place.ts'
import { formatUsd } from '../words/format.ts'
import { isHard, type Rule } from './rule.ts'
import type { SpendLook } from './spend-matters.ts'

export interface ReachedBudget {
  readonly ruleId: string
  /** Of its window and amount: one that was raised, or a new day, is another matter. */
  readonly key: string
  readonly per: 'day' | 'week'
  readonly allowedUsd: number
  readonly spentUsd: number
  /** As the rule names it. Undefined: all of them. */
  readonly project?: string | undefined
  readonly agent?: string | undefined
}

/** An agent, or a folder in which one would begin. */
export interface Spender {
  readonly agent: string
  readonly cwd?: string | undefined
  readonly project?: string | undefined
}

/** As the alert of the rule has it: the last cent that is allowed is none too many, and of what nobody knows nothing is stopped. */
export function reachedBudgets(rules: readonly Rule[], look: SpendLook): readonly ReachedBudget[] {
  return rules
    .filter((rule) => rule.isOn && isHard(rule))
    .flatMap((rule) => {
      const { project, agent } = rule.values
      const [spentUsd, allowedUsd] = [look.spentUsd(rule), Number(rule.values['usd'])]
      if (spentUsd === undefined || spentUsd <= allowedUsd) return []
      const per = rule.values['per'] === 'week' ? 'week' : 'day'
      return [
        {
          ...{ ruleId: rule.id, key: `${rule.id}/${per === 'week' ? look.week : look.day}/${allowedUsd}` },
          ...{ per, allowedUsd, spentUsd },
          project: typeof project === 'string' ? project : undefined,
          agent: typeof agent === 'string' ? agent : undefined,
        },
      ]
    })
}

/** By what its costs are counted by. */
export const covers = (budget: Pick<ReachedBudget, 'project' | 'agent'>, { agent, cwd, project }: Spender): boolean =>
  (budget.agent === undefined || budget.agent === agent) &&
  (budget.project === undefined || budget.project === project || isOfProject({ cwd }, budget.project))

/** "The budget “shop” is used up: over $5.00 today for shop." Without what was spent, it stays the same while that grows. */
export function reachedInWords({ ruleId, per, allowedUsd, project, agent }: ReachedBudget): string {
  const of = [per === 'week' ? 'this week' : 'today', project && `for ${project}`, agent && `with ${agent}`]
  return `The budget “${ruleId}” is used up: over ${formatUsd(allowedUsd)} ${of.filter(Boolean).join(' ')}.`
}

/** How it is lifted. */
export const liftWords = ({ ruleId, per }: Pick<ReachedBudget, 'ruleId' | 'per'>): string =>
  `wait until ${per === 'week' ? 'next week' : 'tomorrow'}, raise it in Settings › Alerts, or switch it off: tce alerts off ${ruleId}`

const heldWords = 'Held by a budget. '

/** Why a prompt that is queued does not go. */
export const heldInWords = (budget: ReachedBudget): string =>
  `${heldWords}${reachedInWords(budget)} It goes by itself when that is lifted: ${liftWords(budget)}`

export const isHeldReason = (reason: string | undefined): boolean => reason?.startsWith(heldWords) === true
