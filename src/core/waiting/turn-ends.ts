/** Turns that ended, and agents that are stuck, as the looks at the machine and hooks tell. Pure. */
import type { SessionSigns } from '../hooks/hook-signs.ts'
import { type FleetAgentReport, type FleetReport, isoTime } from '../process/report.ts'
import { formatDurationInWords } from '../words/format.ts'
import { plainText } from '../words/text.ts'
import type { StuckSign } from './stuck.ts'
import { stuckLimits } from './stuck.ts'
import type { TurnItem } from './waiting-report.ts'

export interface Turns {
  /** By the id of the agent. */
  readonly agents: ReadonlyMap<string, Turn>
}

interface Turn {
  readonly wasAtWork: boolean
  /** How the last one ended that was seen to end. */
  readonly end?: TurnEnd | undefined
}

export interface TurnEnd {
  readonly since: string
  readonly isFailed: boolean
  readonly summary: string
}

export const noTurns: Turns = { agents: new Map() }

type Signs = (sessionId: string) => SessionSigns | undefined

/** How one is at the first look is no news: only a turn that was seen to go on has an end. */
export function nextTurns({ agents: before }: Turns, fleet: Pick<FleetReport, 'processes'>, signsOf: Signs): Turns {
  return {
    agents: new Map(
      fleet.processes.map((agent): readonly [string, Turn] => {
        const known = before.get(agent.id)
        const isAtWork = agent.activity === 'busy' || agent.activity === 'waiting'
        if (isAtWork) return [agent.id, { wasAtWork: true }]
        return [agent.id, { wasAtWork: false, end: endOf(agent, known, signsOf(agent.sessionId ?? '')) }]
      }),
    ),
  }
}

function endOf(
  { activity, activitySince, figures }: FleetAgentReport,
  known: Turn | undefined,
  signs: SessionSigns | undefined,
): TurnEnd | undefined {
  if (activity !== 'idle' && activity !== 'shell') return known?.end
  const told = signs?.turn
  if (told !== undefined) {
    return { since: isoTime(told.atMs), isFailed: told.isFailed, summary: plainText(told.what ?? '') }
  }
  if (known?.wasAtWork !== true || activitySince === undefined) return known?.end
  return { since: activitySince, isFailed: false, summary: plainText(figures?.title ?? '') }
}

/** Those that have not been seen yet: the newest first. */
export function turnItems(
  { agents }: Turns,
  fleet: Pick<FleetReport, 'processes'>,
  seen: ReadonlyMap<string, string>,
): { readonly wentWrong: readonly TurnItem[]; readonly finished: readonly TurnItem[] } {
  const ended = fleet.processes.flatMap((agent): readonly TurnItem[] => {
    const end = agents.get(agent.id)?.end
    if (end === undefined || seen.get(agent.id) === end.since) return []
    return [{ ...ofAgent(agent), kind: end.isFailed ? 'failed' : 'done', since: end.since, summary: end.summary }]
  })
  const newest = (items: readonly TurnItem[]) => items.toSorted((a, b) => ((a.since ?? '') < (b.since ?? '') ? 1 : -1))
  return {
    wentWrong: newest(ended.filter(({ kind }) => kind === 'failed')),
    finished: newest(ended.filter(({ kind }) => kind === 'done')),
  }
}

/** At work and getting nowhere, by its last steps or because no sign of it comes: until that was seen, or shows anew. */
export function stuckItems(
  { processes, scannedAt }: Pick<FleetReport, 'processes' | 'scannedAt'>,
  signs: ReadonlyMap<string, StuckSign>,
  seen: ReadonlyMap<string, string>,
): readonly TurnItem[] {
  return processes.flatMap((agent): readonly TurnItem[] => {
    const sign = agent.activity === 'busy' ? (signs.get(agent.id) ?? quietSign(agent, scannedAt)) : undefined
    if (sign === undefined || seen.get(agent.id) === sign.since) return []
    return [{ ...ofAgent(agent), kind: 'stuck', ...sign }]
  })
}

function quietSign({ lastActiveAt }: FleetAgentReport, scannedAt: string): StuckSign | undefined {
  const quietMs = Date.parse(scannedAt) - Date.parse(lastActiveAt ?? '')
  if (!(quietMs >= stuckLimits.quietMs)) return undefined
  return { since: lastActiveAt, summary: `busy without output for ${formatDurationInWords(quietMs)}` }
}

/** Whose turn it is, in every row. */
export const ofAgent = ({ id, pid, agent, sessionId, project, worktree, name, cwd, tty }: FleetAgentReport) => ({
  ...{ id, agentId: id, pid, agent, sessionId, project, worktree, name, cwd, tty },
})
