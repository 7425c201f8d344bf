/** What fits a window of 360 × 480: who waits, what to clean up, what is not known, who works; the rest is counted. Pure. */

import { staleTargets } from '../../../core/kill/kill-stale.ts'
import { activityOf, quietMsOf, zombieWord } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport, FleetReport } from '../../../core/process/report.ts'
import { formatDuration, plural } from '../../../core/words/format.ts'
import type { RowGroup } from '../processes/placement.ts'
import { groupOf, rowGroups } from '../processes/placement.ts'

export interface PopoverView {
  readonly total: number
  readonly waiting: readonly FleetAgentReport[]
  readonly cleanup: readonly FleetAgentReport[]
  readonly unknown: readonly FleetAgentReport[]
  readonly working: readonly FleetAgentReport[]
  readonly staleCount: number
  /** "11 more: 2 working, 8 idle, 1 pinned"; undefined when nothing is left out. */
  readonly more: string | undefined
}

const roomFor = 10

export function popoverView({ processes, counts }: FleetReport): PopoverView {
  const byGroup = Map.groupBy(processes, groupOf)
  const of = (group: RowGroup) => byGroup.get(group) ?? []
  const waiting = of('waiting')
  const cleanup = of('cleanup')
  const unknown = of('unknown').slice(0, Math.max(1, roomFor - 4 - waiting.length - cleanup.length))
  const headed = unknown.length === 0 ? 0 : unknown.length + 1
  const room = Math.max(3, roomFor - 1 - waiting.length - cleanup.length - headed)
  const working = of('working').slice(0, room)
  const shown: Partial<Record<RowGroup, readonly FleetAgentReport[]>> = { waiting, cleanup, unknown, working }
  const left = rowGroups.map((group) => ({ group, count: of(group).length - (shown[group]?.length ?? 0) }))
  const more = left.filter(({ count }) => count > 0)
  const moreCount = more.reduce((sum, { count }) => sum + count, 0)
  return {
    total: counts.total,
    waiting,
    cleanup,
    unknown,
    working,
    staleCount: staleTargets(processes).targets.length,
    more:
      moreCount === 0
        ? undefined
        : `${moreCount} more: ${more.map(({ group, count }) => `${count} ${group}`).join(', ')}`,
  }
}

/** "Ctrl-Z 1h 52m", "6h 41m", "Bash", "3 subagents": in a few letters. */
export function shortActivity(agent: FleetAgentReport, nowMs: number): string {
  const quietMs = quietMsOf(agent, nowMs)
  const quiet = quietMs === undefined ? '' : formatDuration(quietMs)
  if (agent.health === 'zombie')
    return agent.state === 'stopped' ? `${zombieWord(agent)} ${quiet}`.trim() : zombieWord(agent)
  if (agent.health === 'stale') return quiet
  const { look, detail } = activityOf(agent)
  if (look !== 'busy' && look !== 'shell') return quiet
  return /^\d/.test(detail) ? detail : (detail.split(' ')[0] ?? '')
}

export const agentsWords = (total: number): string => (total === 0 ? 'No agents running' : plural(total, 'agent'))
