/** More than two that begin to wait within half a minute are told in one, which takes the place of what was told of them. Pure. */
import type { FleetReport } from '../process/report.ts'
import { seconds } from '../time/duration.ts'
import { formatDurationInWords } from '../words/format.ts'
import type { Alert } from './alert.ts'

export interface ToldWait {
  readonly agentId: string
  readonly who: string
  readonly atMs: number
  /** In which it was told. */
  readonly alertId: string
}

interface Now {
  readonly fleet: Pick<FleetReport, 'processes'>
  readonly nowMs: number
}

const withinMs = seconds(30)
const mostSingle = 2

export function gatherWaits(
  alerts: readonly Alert[],
  before: readonly ToldWait[],
  { fleet, nowMs }: Now,
): { readonly alerts: readonly Alert[]; readonly waits: readonly ToldWait[] } {
  const waitsSince = new Map(
    fleet.processes.flatMap(({ id, activity, activitySince }) =>
      activity === 'waiting' ? [[id, Date.parse(activitySince ?? '')] as const] : [],
    ),
  )
  const recent = before.filter(({ agentId, atMs }) => nowMs - atMs < withinMs && waitsSince.has(agentId))
  const fresh = alerts.flatMap(({ kind, id, agentId, who }) =>
    kind !== 'waits' || agentId === undefined || who === undefined ? [] : [{ agentId, who, atMs: nowMs, alertId: id }],
  )
  const waits = [...recent.filter(({ agentId }) => fresh.every((one) => one.agentId !== agentId)), ...fresh]
  if (fresh.length === 0 || waits.length <= mostSingle) return { alerts, waits }
  const id = `waiting/${nowMs}/${waits.map(({ agentId }) => agentId).join()}`
  const longestMs = Math.max(...waits.map(({ agentId }) => nowMs - (waitsSince.get(agentId) ?? nowMs)))
  const together: Alert = {
    kind: 'waits',
    id,
    title: `${waits.length} agents wait for you`,
    body: `${waits.map(({ who }) => who).join(', ')}. Longest ${formatDurationInWords(longestMs)}.`,
    agentIds: waits.map(({ agentId }) => agentId),
    replaces: [...new Set(recent.map(({ alertId }) => alertId))],
  }
  return {
    alerts: [together, ...alerts.filter(({ kind }) => kind !== 'waits')],
    waits: waits.map((wait) => ({ ...wait, alertId: id })),
  }
}
