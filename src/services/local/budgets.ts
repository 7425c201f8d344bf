/** Hard budgets of this machine: which are used up now, asked by whoever is about to begin something. */
import {
  covers,
  heldInWords,
  liftWords,
  type OwnSpend,
  ownBudgets,
  type ReachedBudget,
  reachedBudgets,
  reachedInWords,
  type Spender,
} from '../../core/alerts/budgets.ts'
import { isHard, type Rule } from '../../core/alerts/rule.ts'
import { type FreshAnswer, freshAnswer } from '../../core/fresh-answer.ts'
import type { Calendar } from '../../core/time/calendar.ts'
import { seconds } from '../../core/time/duration.ts'
import { formatUsd } from '../../core/words/format.ts'
import type { UsageService } from '../usage.ts'
import { readSpend } from './alert-spend.ts'

export interface Budgets {
  /** Those that cover it and are used up, from figures of at most this age. Figures that can't be read stop nothing. */
  reached(spender: Spender, maxAgeMs?: number): Promise<readonly ReachedBudget[]>
  /** Why a prompt for it does not go now. */
  whyHeld(spender: Spender): Promise<string | undefined>
  /** Why it is not to be begun now, and what would lift that. */
  whyNoStart(spender: Spender): Promise<{ readonly message: string; readonly next: string } | undefined>
}

export interface BudgetParts {
  readonly rules: () => Promise<readonly Rule[]>
  readonly usage: Pick<UsageService, 'report'>
  /** What its session and its task cost so far. Absent: nobody knows. */
  readonly ownSpend?: ((spender: Spender) => Promise<OwnSpend>) | undefined
  readonly calendar: () => Promise<Calendar>
  readonly clock: () => number
}

/** Of a queue that is looked at twice a second. */
const usualAgeMs = seconds(5)
const rulesAgeMs = seconds(1)

export function createBudgets({ rules, usage, ownSpend, calendar, clock }: BudgetParts): Budgets {
  /** Of all sessions with prompts that wait each asks at the same moment. */
  const hardRules = freshAnswer(async () => (await rules()).filter((rule) => rule.isOn && isHard(rule)), clock)
  let known: { readonly asked: string; readonly reached: FreshAnswer<readonly ReachedBudget[]> } | undefined

  async function lookAt(hard: readonly Rule[]): Promise<readonly ReachedBudget[]> {
    // Figures that can't be read are told of by who keeps them.
    const look = await readSpend({ usage, calendar, clock }, hard).catch(() => undefined)
    return look === undefined ? [] : reachedBudgets(hard, look)
  }

  async function ofWindows(hard: readonly Rule[], maxAgeMs: number): Promise<readonly ReachedBudget[]> {
    const timed = hard.filter(({ kind }) => kind === 'spend')
    if (timed.length === 0) return []
    const asked = JSON.stringify(timed)
    if (known?.asked !== asked) known = { asked, reached: freshAnswer(() => lookAt(timed), clock) }
    return known.reached.read(maxAgeMs)
  }

  async function ofItsOwn(hard: readonly Rule[], spender: Spender): Promise<readonly ReachedBudget[]> {
    const isAsked = (kind: Rule['kind'], of: unknown) => of !== undefined && hard.some((rule) => rule.kind === kind)
    if (!isAsked('session-spend', spender.sessionId) && !isAsked('task-spend', spender.task)) return []
    const spend = await ownSpend?.(spender).catch(() => undefined)
    return spend === undefined ? [] : ownBudgets(hard, spender, spend)
  }

  async function reached(spender: Spender, maxAgeMs = usualAgeMs): Promise<readonly ReachedBudget[]> {
    const hard = await hardRules.read(Math.min(maxAgeMs, rulesAgeMs))
    if (hard.length === 0) return []
    const timed = await ofWindows(hard, maxAgeMs)
    return [...timed.filter((budget) => covers(budget, spender)), ...(await ofItsOwn(hard, spender))]
  }

  return {
    reached,
    async whyHeld(spender) {
      const [budget] = await reached(spender)
      return budget && heldInWords(budget)
    },
    async whyNoStart(spender) {
      const [budget] = await reached(spender, 0)
      if (budget === undefined) return undefined
      const message = `Nothing was started. ${reachedInWords(budget)} ${formatUsd(budget.spentUsd)} were spent.`
      return { message, next: liftWords(budget) }
    },
  }
}
