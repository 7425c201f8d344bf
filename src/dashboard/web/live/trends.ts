/** CPU and memory of each agent over the last minutes, collected while the page is open. Pure and bounded. */
import type { FleetReport } from '../../../core/report.ts'

export interface TrendSample {
  readonly atMs: number
  readonly cpuPercent?: number | undefined
  readonly rssBytes?: number | undefined
}

/** Process id → its samples, oldest first. */
export type TrendHistory = ReadonlyMap<string, readonly TrendSample[]>

const keptMs = 10 * 60_000
/** One sample per this long is enough for a line 34 pixels wide, and keeps an hour-long page as light as a new one. */
const apartMs = 3000

export function addToTrends(history: TrendHistory, fleet: FleetReport, atMs: number): TrendHistory {
  return new Map(
    fleet.processes.map((agent) => {
      const old = history.get(agent.id) ?? []
      const last = old.at(-1)
      if (last && atMs - last.atMs < apartMs) return [agent.id, old]
      const sample = {
        atMs,
        cpuPercent: agent.treeCpuPercent ?? agent.cpuPercent,
        rssBytes: agent.treeRssBytes ?? agent.rssBytes,
      }
      return [agent.id, [...old.filter((earlier) => atMs - earlier.atMs <= keptMs), sample]]
    }),
  )
}
