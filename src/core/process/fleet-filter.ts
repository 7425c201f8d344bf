/** A fleet of some kinds of agents alone: as it would be if there were no others. Pure. */
import { type AgentId, inAgentOrder } from './agent-ids.ts'
import { countHealth, dotFor } from './fleet.ts'
import type { FleetReport } from './report.ts'

/** Without kinds: all of them. */
export function fleetOfAgents(fleet: FleetReport, agents: readonly AgentId[] | undefined): FleetReport {
  if (agents === undefined) return fleet
  const isWanted = ({ agent }: { readonly agent: string }) => agents.some((id) => id === agent)
  const processes = fleet.processes.filter(isWanted)
  const counts = countHealth(processes)
  return {
    ...fleet,
    dot: dotFor(counts),
    counts,
    processes,
    orphans: fleet.orphans.filter(isWanted),
    helpers: fleet.helpers.filter(isWanted),
    sessionsWithoutProcess: fleet.sessionsWithoutProcess?.filter(isWanted),
  }
}

/** Whose processes and sessions there are. */
export const agentsIn = ({ processes, sessionsWithoutProcess = [] }: FleetReport): readonly string[] =>
  inAgentOrder([...processes, ...sessionsWithoutProcess].map(({ agent }) => agent))
