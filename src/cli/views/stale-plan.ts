/** Whom `tce kill-stale` ends and whom it leaves alone: the rule of core, in the order in which the terminal shows it. Pure. */
import { needsSecondSample, staleTargets } from '../../core/kill/kill-stale.ts'
import { type Standing, standingOf } from '../../core/process/fleet.ts'
import type { FleetAgentReport, FleetReport } from '../../core/process/report.ts'

export interface StalePlan {
  readonly targets: readonly FleetAgentReport[]
  /** Zombies, pinned, waiting, unknown: in this order. */
  readonly leftAlone: readonly { readonly agent: FleetAgentReport; readonly reason: string }[]
}

export function stalePlan({ processes }: FleetReport): StalePlan {
  const { targets, leftAlone } = staleTargets(processes)
  return { targets, leftAlone: [...leftAlone].sort((a, b) => rank(a.agent) - rank(b.agent)) }
}

const order: readonly Standing[] = ['zombie', 'pinned', 'waiting', 'unknown']
const rank = (agent: FleetAgentReport): number => order.indexOf(agent.pinned ? 'pinned' : standingOf(agent))

/** Without a CPU figure quiet and busy can't be told apart: a second sample has to decide. */
export const needsCpuSample = ({ targets }: StalePlan): boolean => needsSecondSample(targets)
