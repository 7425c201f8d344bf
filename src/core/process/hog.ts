/** Marks processes that take more than their share for longer than a moment. Pure state machine: one step per scan. */

import { formatBytes, formatDurationInWords, formatPercent, plural } from '../words/format.ts'
import { cpuOf } from './agent-words.ts'
import type { Hog } from './fleet.ts'
import type { HealthPolicy } from './health.ts'
import type { AgentProcess } from './process.ts'
import { processId } from './process.ts'

/** Process id → since when its tree has been above the CPU limit without a break. */
export type HogHistory = ReadonlyMap<string, number>

export function nextHogHistory(
  history: HogHistory,
  agents: readonly AgentProcess[],
  { nowMs, policy }: { nowMs: number; policy: HealthPolicy },
): HogHistory {
  const busy = agents.filter((agent) => (cpuOf(agent) ?? 0) >= policy.hogCpuPercent)
  return new Map(busy.map((agent) => [processId(agent), history.get(processId(agent)) ?? nowMs]))
}

export function hogOf(
  agent: AgentProcess,
  history: HogHistory,
  { nowMs, policy }: { nowMs: number; policy: HealthPolicy },
): Hog | undefined {
  const sinceMs = history.get(processId(agent))
  if (sinceMs !== undefined && nowMs - sinceMs >= policy.hogAfterMs) {
    const percent = formatPercent(cpuOf(agent) ?? 0)
    return { kind: 'cpu', reason: `${percent} of a core, over the limit for ${formatDurationInWords(nowMs - sinceMs)}` }
  }
  if (agent.treeRssBytes !== undefined && agent.treeRssBytes > policy.hogTreeRssBytes) {
    const processes = plural(agent.children.length + 1, 'process', 'processes')
    return { kind: 'memory', reason: `${formatBytes(agent.treeRssBytes)} in ${processes}` }
  }
  return undefined
}
