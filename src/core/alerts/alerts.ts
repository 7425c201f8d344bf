/**
 * What changed between two fleets that deserves a notification. Pure: who is told how is the faces' business.
 * Each event is told once; more than a few in a minute become one summary.
 */

import { doingOf, joinLabel, labelOf, waitingParts } from '../process/agent-words.ts'
import type { FleetAgentReport, FleetReport } from '../process/report.ts'
import { formatDurationInWords, formatUsd, plural } from '../words/format.ts'
import { plainText } from '../words/text.ts'
import type { Alert } from './alert.ts'
import type { ToldWait } from './gathered.ts'
import { gatherWaits } from './gathered.ts'

export interface AlertPolicy {
  /** Say so when a session waits for its user longer than this. */
  readonly waitingAfterMs: number
  readonly waiting: boolean
  readonly stale: boolean
  readonly zombie: boolean
  readonly ended: boolean
  /** Say so once when today's cost passes this. Off when absent. */
  readonly dailyCostUsd?: number | undefined
  readonly maxPerMinute: number
}

/** What has to be remembered from one look to the next. */
export interface AlertMemory {
  readonly fleet?: FleetReport | undefined
  /** Ids of alerts already told; those of processes that are gone are forgotten. */
  readonly told: ReadonlySet<string>
  /** When alerts were shown lately. */
  readonly shownAtMs: readonly number[]
  /** Held back by the limit, waiting for the next summary. */
  readonly heldBack: number
  /** Waits that were told a moment ago. */
  readonly waits: readonly ToldWait[]
}

export const noAlerts: AlertMemory = { told: new Set(), shownAtMs: [], heldBack: 0, waits: [] }

export interface AlertInput {
  readonly fleet: FleetReport
  readonly nowMs: number
  readonly policy: AlertPolicy
  /** Processes that were ended on purpose (through TCE): their end is no surprise. */
  readonly endedOnPurpose: ReadonlySet<string>
  readonly todayCostUsd?: number | undefined
  /** `2026-11-20`, the day that cost belongs to. */
  readonly today?: string | undefined
}

export function nextAlerts(
  memory: AlertMemory,
  input: AlertInput,
): { readonly memory: AlertMemory; readonly alerts: readonly Alert[] } {
  const fresh = [
    ...input.fleet.processes.flatMap((agent) => alertsAbout(agent, memory.fleet, input)),
    ...endedAlerts(memory.fleet, input),
    ...costAlerts(input),
  ].filter(({ id }) => !memory.told.has(id))
  const told = new Set([...memory.told, ...fresh.map(({ id }) => id)])
  const gathered = gatherWaits(fresh, memory.waits, input)
  const limited = limit(gathered.alerts, memory, input)
  return {
    memory: {
      fleet: input.fleet,
      told: forgetGone(told, input.fleet),
      shownAtMs: limited.shownAtMs,
      heldBack: limited.heldBack,
      waits: gathered.waits,
    },
    alerts: limited.alerts,
  }
}

/**
 * When the next look is worth while although nothing may change until then: somebody will have waited long enough, or the limit
 * lets the summary of what was held back through. Undefined: only a change can bring news.
 */
export function nextLookAtMs(
  { shownAtMs, heldBack }: AlertMemory,
  { fleet, policy, nowMs }: Pick<AlertInput, 'fleet' | 'policy' | 'nowMs'>,
): number | undefined {
  const waits = fleet.processes
    .filter(({ activity }) => policy.waiting && activity === 'waiting')
    .map(({ activitySince }) => Date.parse(activitySince ?? '') + policy.waitingAfterMs + 1)
  const oldest = shownAtMs.slice(-policy.maxPerMinute)[0]
  const moments = [...waits, heldBack > 0 && oldest !== undefined ? oldest + minuteMs : Number.NaN]
  const next = Math.min(...moments.filter((moment) => moment > nowMs))
  return Number.isFinite(next) ? next : undefined
}

const minuteMs = 60_000

/** Those that were at work in the one fleet and are missing in the other: whether on purpose, the audit log knows. */
export function endedAtWork(before: FleetReport | undefined, fleet: FleetReport): readonly FleetAgentReport[] {
  const alive = new Set(fleet.processes.map(({ id }) => id))
  return (before?.processes ?? []).filter((agent) => !alive.has(agent.id) && wasAtWork(agent))
}

function alertsAbout(agent: FleetAgentReport, before: FleetReport | undefined, input: AlertInput): readonly Alert[] {
  const alerts: Alert[] = []
  const waitedMs = agent.activitySince === undefined ? undefined : input.nowMs - Date.parse(agent.activitySince)
  const about = { agentId: agent.id, sessionId: agent.sessionId }
  if (
    input.policy.waiting &&
    agent.activity === 'waiting' &&
    waitedMs !== undefined &&
    waitedMs > input.policy.waitingAfterMs
  ) {
    alerts.push({
      ...about,
      kind: 'waiting',
      // One per wait, not one per process: the next question is a new event.
      id: `${agent.id}/waiting/${agent.activitySince}`,
      who: who(agent),
      title: `${who(agent)} waits for you`,
      body: `${waitingParts(agent, input.nowMs).reason || 'input needed'}, ${formatDurationInWords(waitedMs)}${agent.tty ? `, on ${agent.tty}` : ''}`,
    })
  }
  const was = before?.processes.find(({ id }) => id === agent.id)
  for (const health of ['stale', 'zombie'] as const) {
    // What was so before we looked for the first time is no news.
    if (input.policy[health] && agent.health === health && was && was.health !== health) {
      alerts.push({
        ...about,
        kind: health,
        id: `${agent.id}/${health}/${agent.lastActiveAt ?? ''}`,
        title: `${who(agent)} is ${health}`,
        body: agent.healthReason,
      })
    }
  }
  return alerts
}

function endedAlerts(before: FleetReport | undefined, { fleet, policy, endedOnPurpose }: AlertInput): readonly Alert[] {
  if (!policy.ended) return []
  return endedAtWork(before, fleet)
    .filter(({ id }) => !endedOnPurpose.has(id))
    .map((agent) => ({
      kind: 'ended',
      id: `${agent.id}/ended`,
      title: `${who(agent)} ended unexpectedly`,
      body: [whatItDid(agent), agent.resumeCommand && `Resume: ${plainText(agent.resumeCommand)}`]
        .filter(Boolean)
        .join(' '),
      agentId: agent.id,
      sessionId: agent.sessionId,
    }))
}

function whatItDid(agent: FleetAgentReport): string {
  const [word, what] =
    agent.activity === 'waiting' ? ['waiting for you', plainText(agent.waitingFor ?? '')] : ['busy', doingOf(agent)]
  return `It was ${word}${what === '' ? '' : `: ${what}`}.`
}

/** An idle session that closes was closed by its user, and a `-p` run ends when it is done: neither is a surprise. */
const wasAtWork = ({ activity, role }: FleetAgentReport): boolean =>
  (activity === 'busy' || activity === 'waiting') && role !== 'headless' && role !== 'sdk'

function costAlerts({ policy, todayCostUsd, today }: AlertInput): readonly Alert[] {
  const { dailyCostUsd } = policy
  if (dailyCostUsd === undefined || todayCostUsd === undefined || today === undefined || todayCostUsd <= dailyCostUsd)
    return []
  return [
    {
      kind: 'cost',
      id: `cost/${today}/${dailyCostUsd}`,
      title: `Today's cost passed ${formatUsd(dailyCostUsd)}`,
      body: `${formatUsd(todayCostUsd)} so far.`,
    },
  ]
}

/** The first few of a minute are shown; the rest become one summary as soon as the minute allows it. */
function limit(fresh: readonly Alert[], memory: AlertMemory, { nowMs, policy }: AlertInput) {
  const shownAtMs = memory.shownAtMs.filter((atMs) => nowMs - atMs < minuteMs)
  const free = Math.max(0, policy.maxPerMinute - shownAtMs.length)
  const waiting = memory.heldBack + fresh.length
  if (waiting <= free && memory.heldBack === 0) {
    return { alerts: fresh, shownAtMs: [...shownAtMs, ...fresh.map(() => nowMs)], heldBack: 0 }
  }
  if (free === 0) return { alerts: [], shownAtMs, heldBack: waiting }
  // One place of the minute is kept for the summary.
  const single = memory.heldBack > 0 ? [] : fresh.slice(0, free - 1)
  const rest = waiting - single.length
  const summary: Alert = {
    kind: 'summary',
    id: `summary/${nowMs}`,
    title: plural(rest, 'more event'),
    body:
      rest === 1 ? (fresh.at(-1)?.title ?? 'See the dashboard.') : 'Several agents changed at once. See the dashboard.',
  }
  return { alerts: [...single, summary], shownAtMs: [...shownAtMs, ...single.map(() => nowMs), nowMs], heldBack: 0 }
}

/** Keeps the memory as small as the fleet. Cost alerts stay for their day. */
function forgetGone(told: ReadonlySet<string>, fleet: FleetReport): ReadonlySet<string> {
  const alive = new Set(fleet.processes.map(({ id }) => id))
  return new Set([...told].filter((id) => id.startsWith('cost/') || alive.has(id.slice(0, id.indexOf('/')))))
}

const who = (agent: FleetAgentReport): string => joinLabel(labelOf(agent))
