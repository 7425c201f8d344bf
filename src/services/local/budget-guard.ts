/**
 * While a hard budget is used up each agent that it covers and that is at work is interrupted, once per budget and window, at a moment at
 * which no tool of it runs. Never a signal; that it was is on disk before the key.
 */
import type { AlertStore } from '../../alerts/alert-store.ts'
import { type ReachedBudget, reachedInWords, type Spender } from '../../core/alerts/budgets.ts'
import type { Matter } from '../../core/alerts/matter.ts'
import type { FleetAgentReport, FleetReport } from '../../core/process/report.ts'
import { interruptionInWords } from '../../core/prompts/interruption.ts'
import { seconds } from '../../core/time/duration.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { BreakOffNow } from '../../prompts/prompt-interrupt.ts'
import type { LocalLog } from './log.ts'
import { loopOnNews } from './news-loop.ts'

export interface GuardParts {
  readonly reached: (agent: Spender) => Promise<readonly ReachedBudget[]>
  readonly breakOff: BreakOffNow
  /** Calls of tools of the session that nothing came of yet. */
  readonly openCalls: (sessionId: string) => Promise<readonly unknown[]>
  /** On disk: who was interrupted for what. */
  readonly interrupted: AlertStore['interrupted']
  readonly log: Pick<LocalLog, 'record'>
  readonly tell: (ruleId: string, matter: Matter) => void
  readonly clock: () => number
  readonly reportError: ReportError
  /** While a tool runs. @default 1000 */
  readonly lookEveryMs?: number | undefined
}

export interface BudgetGuard {
  takeFleet(fleet: Pick<FleetReport, 'processes'>): void
  /** More may be spent. */
  note(): void
  settled(): Promise<void>
  stop(): Promise<void>
}

const toolRuns = 'A tool of it runs.'
/** Of one that could not be interrupted a moment ago. */
const againAfterMs = seconds(5)

const outcomes: Readonly<Record<string, string>> = {
  refused: 'goes on over its budget',
  interrupted: 'was interrupted by its budget',
  'at-rest': 'is at rest since its budget is used up',
}

type AtSession = FleetAgentReport & { readonly sessionId: string }

export function guardBudgets(parts: GuardParts): BudgetGuard {
  const { interrupted, log, tell, clock, reportError, lookEveryMs = seconds(1) } = parts
  const said = new Set<string>()
  /** What is on disk may be deleted; no key goes a second time for that. */
  const done = new Set<string>()
  const triedAtMs = new Map<string, number>()
  let fleet: Pick<FleetReport, 'processes'> = { processes: [] }
  const loop = loopOnNews({
    look,
    onFault: (cause) => reportError('Hard budgets could not be looked after', cause),
  })

  async function look(): Promise<number | undefined> {
    let isAnyLeft = false
    for (const agent of fleet.processes.filter(isAtWork))
      for (const budget of await parts.reached(agent))
        if (!loop.isStopped && !(await isDone(budget, agent))) isAnyLeft = true
    return isAnyLeft ? lookEveryMs : undefined
  }

  /** Nothing is left to do about it, in this window. */
  async function isDone(budget: ReachedBudget, agent: AtSession): Promise<boolean> {
    const key = `${budget.key} ${agent.id}`
    if (done.has(key) || (await interrupted.has(budget.key, agent.id))) return true
    if (Math.abs(clock() - (triedAtMs.get(key) ?? Number.NEGATIVE_INFINITY)) < againAfterMs) return false
    if (await isToolAt(agent)) return false
    const broken = await parts.breakOff(agent, {
      whyNot: async () => ((await isToolAt(agent)) ? toolRuns : undefined),
      begin: () => interrupted.add(budget.key, agent.id, clock()),
    })
    if (broken.ok) {
      done.add(key)
      await say(budget, agent, broken.value.outcome, interruptionInWords(broken.value))
      return true
    }
    // No key was pressed.
    await interrupted.remove(budget.key, agent.id)
    if (broken.error === toolRuns) return false
    triedAtMs.set(key, clock())
    if (!said.has(key)) await say(budget, agent, 'refused', `It could not be interrupted. ${broken.error}`)
    said.add(key)
    return false
  }

  async function isToolAt({ children, sessionId }: AtSession): Promise<boolean> {
    const isShell = children.some(({ kind, state }) => kind === 'tool-shell' && state !== 'zombie')
    return isShell || (await parts.openCalls(sessionId)).length > 0
  }

  async function say(budget: ReachedBudget, agent: AtSession, outcome: string, words: string): Promise<void> {
    const message = `${reachedInWords(budget)} ${words}`
    const actor = { kind: 'own-user', name: `budget ${budget.ruleId}` }
    await log.record({ action: 'agent.interrupt', actor, target: agent, outcome, message })
    const { project = agent.agent, name } = agent
    const what = outcomes[outcome] ?? 'may go on over its budget'
    tell(budget.ruleId, {
      ...{ key: `${budget.key}/${agent.id}`, kind: 'spend', form: 'moment' },
      ...{ title: `${[project, name].filter(Boolean).join(' · ')} ${what}`, body: message },
      ...{ plainTitle: `${project} ${what}`, plainBody: reachedInWords({ ...budget, task: undefined }) },
      ...{ project: agent.project, agent: agent.agent, agentId: agent.id, sessionId: agent.sessionId, who: name },
    })
  }

  return {
    takeFleet(now) {
      fleet = now
      loop.note()
    },
    ...{ note: loop.note, settled: loop.settled, stop: loop.stop },
  }
}

const isAtWork = (agent: FleetAgentReport): agent is AtSession =>
  agent.activity === 'busy' && agent.sessionId !== undefined
