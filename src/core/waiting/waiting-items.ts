/** Who waits, joined from the requests that can be answered here and from what the looks at the machine tell. Pure. */

import { by } from '../events/event.ts'
import type { EventData } from '../events/event-types.ts'
import type { SessionSigns } from '../hooks/hook-signs.ts'
import type { FleetAgentReport, FleetReport } from '../process/report.ts'
import { seconds } from '../time/duration.ts'
import { redactText } from '../words/redact.ts'
import { plainText } from '../words/text.ts'
import type { Approval } from './approval.ts'
import { thingInLine } from './approval-words.ts'
import type { StuckSign } from './stuck.ts'
import type { Turns } from './turn-ends.ts'
import { ofAgent, stuckItems, turnItems } from './turn-ends.ts'
import type { TurnFacts } from './turn-facts.ts'
import type { NotNow, TurnItem, Unreachable, WaitingItem, WaitingKind, WaitingReport } from './waiting-report.ts'
import { inOrderOfNeed, withNotNow } from './waiting-report.ts'

/** Where a session is, as the last look or its registry tells. */
export interface Place {
  readonly agentId?: string | undefined
  readonly pid: number
  readonly start?: string | undefined
  readonly role?: string | undefined
  readonly project?: string | undefined
  readonly worktree?: string | undefined
  readonly name?: string | undefined
  readonly cwd?: string | undefined
  readonly tty?: string | undefined
}

export interface WaitingFacts {
  readonly fleet: Pick<FleetReport, 'processes' | 'scannedAt'>
  readonly turns: Turns
  /** Which end of a turn was looked at, by the id of its agent. */
  readonly seen: ReadonlyMap<string, string>
  /** Who gets nowhere, by its last steps. */
  readonly stuck: ReadonlyMap<string, StuckSign>
  /** What the records tell of a turn that has ended. */
  readonly factsOf: (item: TurnItem) => TurnFacts | undefined
  readonly notNow: NotNow
  readonly nowMs: number
  readonly open: readonly Approval[]
  readonly over: readonly Approval[]
  readonly placeOf: (sessionId: string) => Place | undefined
  readonly signsOf: (sessionId: string) => SessionSigns | undefined
  /** By which way agents of this kind can be answered, if at all. */
  readonly answeredBy: (agent: string) => 'hook' | 'host' | undefined
  readonly nameOf: (agent: string) => string
  /** How sessions of this kind are to be started so that they can be answered. */
  readonly nextTime: (agent: string) => string | undefined
  /** A dialog that stands on its screen, where nobody can tell what it is about. */
  readonly screenOf: (agentId: string) => string | undefined
}

export function waitingReport(facts: WaitingFacts): WaitingReport {
  const { fleet, open, over, placeOf, turns, seen, stuck, factsOf, notNow, nowMs } = facts
  const isHeld = ({ sessionId }: FleetAgentReport) => open.some((approval) => approval.sessionId === sessionId)
  const others = fleet.processes.filter(
    (agent) => agent.activity === 'waiting' && !isHeld(agent) && !isAnswered(agent, facts),
  )
  const { wentWrong, finished } = turnItems(turns, fleet, seen)
  const waiting = inOrderOfNeed([
    ...open.map((approval) => itemOf(approval, placeOf(approval.sessionId))),
    ...others.map((agent) => unreachableItem(agent, facts)),
  ])
  return {
    waiting: withNotNow(waiting, notNow, nowMs),
    wentWrong: [...stuckItems(fleet, stuck, seen), ...wentWrong],
    finished: finished.map((item) => ({ ...item, facts: factsOf(item) })),
    over: over.map((approval) => itemOf(approval, placeOf(approval.sessionId))),
  }
}

/** The only one of its kind in a directory, of whose session no look has told yet: of two nobody can tell whose it is. */
export function agentAlone(
  { processes }: Pick<FleetReport, 'processes'>,
  agent: string,
  cwd: string | undefined,
): FleetAgentReport | undefined {
  const [one, ...others] = processes.filter((process) => process.agent === agent && process.cwd === cwd)
  return cwd !== undefined && others.length === 0 && one?.sessionId === undefined ? one : undefined
}

/** The registry, and a look at it, tell a moment later what was answered. */
const toldWithinMs = seconds(2)

export function isAnswered(
  { sessionId }: FleetAgentReport,
  { over, fleet }: Pick<WaitingFacts, 'over' | 'fleet'>,
): boolean {
  const lookedAtMs = Date.parse(fleet.scannedAt)
  return over.some(({ sessionId: of, outcome }) => {
    if (of !== sessionId || outcome?.kind === 'let-go' || outcome?.kind === 'timed-out') return false
    return lookedAtMs < Date.parse(outcome?.at ?? '') + (outcome?.confirmedAfterMs ?? 0) + toldWithinMs
  })
}

function itemOf(approval: Approval, place: Place | undefined): WaitingItem {
  const { id, kind, agent, sessionId, since, thing, cwd } = approval
  const { agentId, pid, project, worktree, name, tty } = place ?? {}
  const where = { agentId, pid, project, worktree, name, cwd: cwd ?? place?.cwd, tty }
  return { id, kind, agent, sessionId, since, summary: thingInLine(thing), ...where, approval }
}

function unreachableItem(agent: FleetAgentReport, facts: WaitingFacts): WaitingItem {
  const signs = agent.sessionId === undefined ? undefined : facts.signsOf(agent.sessionId)
  const kind = signs?.asks.at(-1)?.wants ?? kindIn(agent.waitingFor)
  return {
    ...ofAgent(agent),
    kind,
    since: agent.activitySince,
    summary: plainText(agent.asks ?? agent.waitingFor ?? ''),
    unreachable: { ...whyNot(agent, kind, signs !== undefined, facts), screen: screenOf(agent, facts) },
  }
}

const screenOf = ({ id }: FleetAgentReport, facts: WaitingFacts): string | undefined => {
  const text = facts.screenOf(id)
  return text === undefined ? undefined : redactText(text)
}

/** As the registries and titles of several agents name it. */
function kindIn(waitingFor: string | undefined): WaitingKind {
  if (waitingFor === undefined) return 'unknown'
  if (/permission|approval/i.test(waitingFor)) return 'permission'
  if (/plan/i.test(waitingFor)) return 'plan'
  return /input|answer|question/i.test(waitingFor) ? 'question' : 'unknown'
}

function whyNot(
  { agent, tty }: FleetAgentReport,
  kind: WaitingKind,
  isHeard: boolean,
  { answeredBy, nameOf, nextTime }: WaitingFacts,
): Unreachable {
  const there = `answer in its terminal${tty === undefined ? '' : ` (${plainText(tty)})`}`
  const by = answeredBy(agent)
  if (by === undefined) return { reason: `${nameOf(agent)} takes no answers from TCE.`, next: there }
  if (by === 'host') {
    const better = nextTime(agent)
    const next = better === undefined ? there : `${there}; for the next time: ${better}`
    return { reason: 'No server that carries its session told TCE what it asks.', next }
  }
  if (kind === 'elicitation') return { reason: 'The form of an MCP server is filled in where it stands.', next: there }
  if (isHeard) return { reason: 'It was asked before TCE served, or was given back to its terminal.', next: there }
  return {
    reason: 'Its hooks are not in place, so TCE only sees that it waits.',
    next: `${there}; for the next time: tce hooks install`,
  }
}

/** What the bus is told when a request is over. */
export function answeredData(approval: Approval, place: Place | undefined): EventData<'agent.answered'> {
  const { id, agent, sessionId, kind, tool, thing, since, outcome } = approval
  const { agentId, pid, role, project, name, cwd } = place ?? {}
  const waitedMs = Math.max(0, Date.parse(outcome?.at ?? since) - Date.parse(since))
  return {
    ...{ agentId, pid, agent, role, project, name, cwd, sessionId },
    ...{ approvalId: id, kind, tool, asked: thingInLine(thing).slice(0, 500), waitedMs },
    ...{ outcome: outcome?.kind ?? 'let-go', answer: outcome?.answer, text: outcome?.text },
    ...(outcome?.by === undefined ? {} : by(outcome.by)),
  }
}
