/** Hard budgets: rules on spending that stop what they cover, while more was spent than they allow. Pure. */
import type { TaskRef } from '../process/process.ts'
import { isOfProject } from '../session/project-place.ts'
import { formatUsd } from '../words/format.ts'
import { plainText } from '../words/text.ts'
import { isHard, type Rule } from './rule.ts'
import type { SpendLook } from './spend-matters.ts'

export interface ReachedBudget {
  readonly ruleId: string
  /** Of its window and amount: one that was raised, or a new day, is another matter. */
  readonly key: string
  readonly per: 'day' | 'week' | 'session' | 'task'
  readonly allowedUsd: number
  readonly spentUsd: number
  /** As the rule names it. Undefined: all of them. */
  readonly project?: string | undefined
  readonly agent?: string | undefined
  /** How the task is called whose own it is; absent where its name is not to be told. */
  readonly task?: string | undefined
}

/** An agent, or a folder in which one would begin. */
export interface Spender {
  readonly agent: string
  readonly cwd?: string | undefined
  readonly project?: string | undefined
  /** That it works in, or would take up. */
  readonly sessionId?: string | undefined
  readonly task?: TaskRef | undefined
}

/** Undefined is not known, and stops nothing. */
export interface OwnSpend {
  readonly sessionUsd?: number | undefined
  readonly taskUsd?: number | undefined
}

/** Of days and weeks. As the alert of the rule has it: the last cent that is allowed is none too many, and of what nobody knows nothing is stopped. */
export function reachedBudgets(rules: readonly Rule[], look: SpendLook): readonly ReachedBudget[] {
  return rules
    .filter((rule) => rule.isOn && rule.kind === 'spend' && isHard(rule))
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

/** Of its session and of its task. */
export function ownBudgets(
  rules: readonly Rule[],
  { sessionId, task }: Spender,
  { sessionUsd, taskUsd }: OwnSpend,
): readonly ReachedBudget[] {
  return rules
    .filter((rule) => rule.isOn && isHard(rule))
    .flatMap((rule) => {
      const allowedUsd = Number(rule.values['usd'])
      const reached = (per: 'session' | 'task', id: string, spentUsd: number | undefined) =>
        spentUsd === undefined || spentUsd <= allowedUsd
          ? []
          : [{ ruleId: rule.id, key: `${rule.id}/${id}/${allowedUsd}`, per, allowedUsd, spentUsd }]
      if (sessionId !== undefined && isRuleOfSession(rule, sessionId)) return reached('session', sessionId, sessionUsd)
      if (task === undefined || !isRuleOfTask(rule, task)) return []
      return reached('task', task.id, taskUsd).map((budget) => ({ ...budget, task: task.name }))
    })
}

/** By its id or how that begins; a rule that names none is about each. */
export const isRuleOfSession = ({ kind, values }: Pick<Rule, 'kind' | 'values'>, sessionId: string): boolean =>
  kind === 'session-spend' && (values['session'] === undefined || sessionId.startsWith(String(values['session'])))

/** By its id or its name. */
export const isRuleOfTask = ({ kind, values }: Pick<Rule, 'kind' | 'values'>, { id, name }: TaskRef): boolean =>
  kind === 'task-spend' && (values['task'] === undefined || values['task'] === id || values['task'] === name)

/** By what its costs are counted by. */
export const covers = (budget: Pick<ReachedBudget, 'project' | 'agent'>, { agent, cwd, project }: Spender): boolean =>
  (budget.agent === undefined || budget.agent === agent) &&
  (budget.project === undefined || budget.project === project || isOfProject({ cwd }, budget.project))

/** "The budget “shop” is used up: over $5.00 today for shop." Without what was spent, it stays the same while that grows. */
export function reachedInWords({ ruleId, per, allowedUsd, project, agent, task }: ReachedBudget): string {
  const ofTask = task === undefined ? 'for its task' : `for the task “${plainText(task)}”`
  const when = { day: 'today', week: 'this week', session: 'in this session', task: ofTask }
  const of = [when[per], project && `for ${project}`, agent && `with ${agent}`]
  return `The budget “${ruleId}” is used up: over ${formatUsd(allowedUsd)} ${of.filter(Boolean).join(' ')}.`
}

/** How it is lifted. */
export function liftWords({ ruleId, per }: Pick<ReachedBudget, 'ruleId' | 'per'>): string {
  const wait = { day: 'wait until tomorrow, ', week: 'wait until next week, ', session: '', task: '' }
  return `${wait[per]}raise it in Settings › Alerts, or switch it off: tce alerts off ${ruleId}`
}

const heldWords = 'Held by a budget. '

/** Why a prompt that is queued does not go. */
export const heldInWords = (budget: ReachedBudget): string =>
  `${heldWords}${reachedInWords(budget)} It goes by itself when that is lifted: ${liftWords(budget)}`

export const isHeldReason = (reason: string | undefined): boolean => reason?.startsWith(heldWords) === true
