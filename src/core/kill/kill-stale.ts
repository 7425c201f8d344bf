/** What a rule may end without being named: stale agents, and of those none that is pinned or waits for its user. Pure. */
import type { FleetAgentReport } from '../process/report.ts'

export type StaleCandidate = Pick<
  FleetAgentReport,
  'health' | 'activity' | 'pinned' | 'state' | 'healthReason' | 'tty' | 'cpuPercent'
>

export interface StaleSelection<T> {
  readonly targets: readonly T[]
  /** What a user may have expected in the list, and why it is not there: zombie, pinned, waiting, unknown. Healthy agents are not named. */
  readonly leftAlone: readonly { readonly agent: T; readonly reason: string }[]
}

export function staleTargets<T extends StaleCandidate>(agents: readonly T[]): StaleSelection<T> {
  const judged = agents.map((agent) => ({ agent, reason: reasonToSpare(agent) }))
  return {
    targets: judged
      .filter(({ agent, reason }) => agent.health === 'stale' && reason === undefined)
      .map((one) => one.agent),
    leftAlone: judged.flatMap(({ agent, reason }) => (reason === undefined ? [] : [{ agent, reason }])),
  }
}

/** An idle CPU was part of the verdict, and nobody has measured it yet: look again a moment later before anything is ended. */
export const needsSecondSample = (targets: readonly Pick<StaleCandidate, 'cpuPercent'>[]): boolean =>
  targets.some(({ cpuPercent }) => cpuPercent === undefined)

function reasonToSpare(agent: StaleCandidate): string | undefined {
  if (agent.pinned) return 'pinned'
  if (agent.activity === 'waiting' && agent.state !== 'stopped') return 'waiting for you'
  if (agent.state === 'stopped') return `suspended with Ctrl-Z, not stale: ${wakeHint(agent)}`
  if (agent.health === 'zombie') return 'defunct: its parent has to collect it'
  return agent.health === 'unknown' ? 'nothing tells whether it works' : undefined
}

/** How to take a suspended agent up again: "fg, on pts/7". */
export const wakeHint = ({ tty }: Pick<StaleCandidate, 'tty'>): string => (tty === undefined ? 'fg' : `fg, on ${tty}`)
