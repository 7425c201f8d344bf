/**
 * While a hard budget is used up each agent that it covers and that is at work is interrupted, once per budget and window, at a moment at
 * which no tool of it runs. Never a signal; that it was is on disk before the key.
 */
import type { AlertStore } from '../../alerts/alert-store.ts'
import { covers, type ReachedBudget, reachedInWords } from '../../core/alerts/budgets.ts'
import type { Matter } from '../../core/alerts/matter.ts'
import type { FleetAgentReport, FleetReport } from '../../core/process/report.ts'
import { interruptionInWords } from '../../core/prompts/interruption.ts'
import { seconds } from '../../core/time/duration.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { BreakOffNow } from '../../prompts/prompt-interrupt.ts'
import type { LocalLog } from './log.ts'

export interface GuardParts {
  readonly reached: () => Promise<readonly ReachedBudget[]>
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
  const triedAtMs = new Map<string, number>()
  let fleet: Pick<FleetReport, 'processes'> = { processes: [] }
  let isNews = false
  let isStopped = false
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  function note(): void {
    isNews = true
    if (running !== undefined || isStopped) return
    clearTimeout(timer)
    running = step()
      .catch((cause: unknown) => reportError('Hard budgets could not be looked after', cause))
      .finally(() => {
        running = undefined
      })
  }

  async function step(): Promise<void> {
    isNews = false
    const reached = await parts.reached()
    let isAnyLeft = false
    for (const budget of reached)
      for (const agent of fleet.processes)
        if (!isStopped && isAtWork(agent) && covers(budget, agent) && !(await isDone(budget, agent))) isAnyLeft = true
    if (isStopped || !(isAnyLeft || isNews)) return
    timer = setTimeout(note, lookEveryMs)
    timer.unref()
  }

  /** Nothing is left to do about it, in this window. */
  async function isDone(budget: ReachedBudget, agent: AtSession): Promise<boolean> {
    if (await interrupted.has(budget.key, agent.id)) return true
    const key = `${budget.key} ${agent.id}`
    if (Math.abs(clock() - (triedAtMs.get(key) ?? Number.NEGATIVE_INFINITY)) < againAfterMs) return false
    if (await isToolAt(agent)) return false
    const done = await parts.breakOff(agent, {
      whyNot: async () => ((await isToolAt(agent)) ? toolRuns : undefined),
      begin: () => interrupted.add(budget.key, agent.id, clock()),
    })
    if (done.ok) {
      await say(budget, agent, done.value.outcome, interruptionInWords(done.value))
      return true
    }
    // No key was pressed.
    await interrupted.remove(budget.key, agent.id)
    if (done.error === toolRuns) return false
    triedAtMs.set(key, clock())
    if (!said.has(key)) await say(budget, agent, 'refused', `It could not be interrupted. ${done.error}`)
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
      ...{ plainTitle: `${project} ${what}`, plainBody: reachedInWords(budget) },
      ...{ project: agent.project, agent: agent.agent, agentId: agent.id, sessionId: agent.sessionId, who: name },
    })
  }

  return {
    takeFleet(now) {
      fleet = now
      note()
    },
    note,
    async settled() {
      while (running !== undefined) await running
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}

const isAtWork = (agent: FleetAgentReport): agent is AtSession =>
  agent.activity === 'busy' && agent.sessionId !== undefined
