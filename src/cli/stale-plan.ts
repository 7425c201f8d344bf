/** Whom `tce kill-stale` ends, and whom it leaves alone although they look as if they needed ending. Pure. */
import type { FleetAgentReport, FleetReport } from '../core/report.ts'

export interface StalePlan {
  readonly targets: readonly FleetAgentReport[]
  /** Suspended or defunct, pinned, waiting: in this order. */
  readonly leftAlone: readonly FleetAgentReport[]
}

/** Pinned and waiting never, whatever their health says. */
export function stalePlan({ processes }: FleetReport): StalePlan {
  const isTarget = ({ health, pinned, activity }: FleetAgentReport) =>
    health === 'stale' && !pinned && activity !== 'waiting'
  return {
    targets: processes.filter(isTarget),
    leftAlone: [
      ...processes.filter(({ health }) => health === 'zombie'),
      ...processes.filter(({ health, pinned }) => health !== 'zombie' && pinned),
      ...processes.filter(({ health, pinned, activity }) => health !== 'zombie' && !pinned && activity === 'waiting'),
    ],
  }
}

/** Without a CPU figure quiet and busy can't be told apart: a second sample has to decide. */
export const needsCpuSample = ({ targets }: StalePlan): boolean =>
  targets.some(({ cpuPercent, treeCpuPercent }) => cpuPercent === undefined && treeCpuPercent === undefined)
