/** Hard budgets of this machine: which are used up now, asked by whoever is about to begin something. */
import {
  covers,
  heldInWords,
  liftWords,
  type ReachedBudget,
  reachedBudgets,
  reachedInWords,
  type Spender,
} from '../../core/alerts/budgets.ts'
import { isHard, type Rule } from '../../core/alerts/rule.ts'
import type { Calendar } from '../../core/time/calendar.ts'
import { seconds } from '../../core/time/duration.ts'
import { formatUsd } from '../../core/words/format.ts'
import type { UsageService } from '../usage.ts'
import { readSpend } from './alert-spend.ts'

export interface Budgets {
  /** Those that are used up, from figures of at most this age. Figures that can't be read stop nothing. */
  reached(maxAgeMs?: number): Promise<readonly ReachedBudget[]>
  /** Why a prompt for it does not go now. */
  whyHeld(spender: Spender): Promise<string | undefined>
  /** Why it is not to be begun now, and what would lift that. */
  whyNoStart(spender: Spender): Promise<{ readonly message: string; readonly next: string } | undefined>
}

export interface BudgetParts {
  readonly rules: () => Promise<readonly Rule[]>
  readonly usage: Pick<UsageService, 'report'>
  readonly calendar: () => Promise<Calendar>
  readonly clock: () => number
}

/** Of a queue that is looked at twice a second. */
const usualAgeMs = seconds(5)
const rulesAgeMs = seconds(1)

export function createBudgets({ rules, usage, calendar, clock }: BudgetParts): Budgets {
  let known: { readonly atMs: number; readonly asked: string; readonly reached: readonly ReachedBudget[] } | undefined
  let kept: { readonly atMs: number; readonly hard: readonly Rule[] } | undefined

  async function hardRules(maxAgeMs: number): Promise<readonly Rule[]> {
    const age = Math.abs(clock() - (kept?.atMs ?? Number.NEGATIVE_INFINITY))
    if (kept === undefined || age >= Math.min(maxAgeMs, rulesAgeMs))
      kept = { atMs: clock(), hard: (await rules()).filter((rule) => rule.isOn && isHard(rule)) }
    return kept.hard
  }

  async function reached(maxAgeMs = usualAgeMs): Promise<readonly ReachedBudget[]> {
    const hard = await hardRules(maxAgeMs)
    if (hard.length === 0) return []
    const asked = JSON.stringify(hard)
    const age = Math.abs(clock() - (known?.atMs ?? Number.NEGATIVE_INFINITY))
    if (known === undefined || known.asked !== asked || age >= maxAgeMs) {
      const atMs = clock()
      // Figures that can't be read are told of by who keeps them.
      const look = await readSpend({ usage, calendar, clock }, hard).catch(() => undefined)
      known = { atMs, asked, reached: look === undefined ? [] : reachedBudgets(hard, look) }
    }
    return known.reached
  }

  const over = async (spender: Spender, maxAgeMs?: number) =>
    (await reached(maxAgeMs)).find((budget) => covers(budget, spender))

  return {
    reached,
    async whyHeld(spender) {
      const budget = await over(spender)
      return budget && heldInWords(budget)
    },
    async whyNoStart(spender) {
      const budget = await over(spender, 0)
      if (budget === undefined) return undefined
      const message = `Nothing was started. ${reachedInWords(budget)} ${formatUsd(budget.spentUsd)} were spent.`
      return { message, next: liftWords(budget) }
    },
  }
}
