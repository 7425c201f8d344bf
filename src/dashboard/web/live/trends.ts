/** CPU and memory of each agent over the last minutes, collected while the page is open. Pure and bounded. */
import type { FleetReport } from '../../../core/process/report.ts'

export interface TrendSample {
  readonly atMs: number
  readonly cpuPercent?: number | undefined
  readonly rssBytes?: number | undefined
}

/** Process id → its samples, oldest first. */
export type TrendHistory = ReadonlyMap<string, readonly TrendSample[]>

export const keptMs = 10 * 60_000
/** One sample per this long is enough for a line 34 pixels wide, and keeps an hour-long page as light as a new one. */
const apartMs = 3000

export function addToTrends(history: TrendHistory, fleet: FleetReport, atMs: number): TrendHistory {
  return new Map(
    fleet.processes.map((agent) => {
      const old = history.get(agent.id) ?? []
      const last = old.at(-1)
      if (last && atMs >= last.atMs && atMs - last.atMs < apartMs) return [agent.id, old]
      const sample = {
        atMs,
        cpuPercent: agent.treeCpuPercent ?? agent.cpuPercent,
        rssBytes: agent.treeRssBytes ?? agent.rssBytes,
      }
      return [agent.id, [...stillKept(old, atMs), sample]]
    }),
  )
}

/** A clock that was set back makes what came "later" worthless. */
function stillKept(samples: readonly TrendSample[], atMs: number): readonly TrendSample[] {
  const isKept = ({ atMs: then }: TrendSample) => atMs - then <= keptMs && then <= atMs
  const [oldest, newest] = [samples[0], samples.at(-1)]
  return oldest && newest && isKept(oldest) && isKept(newest) ? samples : samples.filter(isKept)
}

/** At most `points` values, the means of equal stretches of time: what a small line can show. */
export function thinned(
  samples: readonly TrendSample[],
  value: (sample: TrendSample) => number | undefined,
  points = 18,
): readonly number[] {
  const known = samples.flatMap((sample) => {
    const one = value(sample)
    return one === undefined ? [] : [one]
  })
  if (known.length <= points) return known
  const size = known.length / points
  return Array.from({ length: points }, (_, i) => {
    const bucket = known.slice(Math.floor(i * size), Math.max(Math.floor(i * size) + 1, Math.floor((i + 1) * size)))
    return bucket.reduce((sum, one) => sum + one, 0) / bucket.length
  })
}
