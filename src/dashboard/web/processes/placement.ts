/**
 * Where each row stands. A fleet comes in the order of need, anew with every look; rows that jumped with it could not be clicked.
 * So a row keeps its place, and moves to another group only when nobody attends to the list or to the row, and only after it has
 * belonged there for a second. Within its group it keeps its order. Pure; one step per picture.
 */
import type { NeedGroup } from '../../../core/process/fleet.ts'
import { needGroup } from '../../../core/process/fleet.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'

/** The page's groups, in order; what is stale and what is zombie stand together. */
export const rowGroups = ['waiting', 'cleanup', 'unknown', 'working', 'idle', 'pinned'] as const
export type RowGroup = (typeof rowGroups)[number]

export const groupOf = (agent: Pick<FleetAgentReport, 'health' | 'activity'>): RowGroup => rowGroupOf[needGroup(agent)]
const rowGroupOf: Record<NeedGroup, RowGroup> = {
  waiting: 'waiting',
  zombie: 'cleanup',
  stale: 'cleanup',
  unknown: 'unknown',
  working: 'working',
  idle: 'idle',
  pinned: 'pinned',
}

export interface PlacedRow {
  readonly agent: FleetAgentReport
  readonly group: RowGroup
  /** Since when it belongs elsewhere. */
  readonly misplacedSinceMs?: number | undefined
}

export interface PlacementContext {
  readonly nowMs: number
  /** Somebody points or types in the list right now: nothing moves. */
  readonly isAttended: boolean
  /** It has the focus or the pointer: it does not move. */
  readonly isHeld: (id: string) => boolean
  /** It is being acted on: it neither moves nor changes, and stays even when it has ended. */
  readonly isFrozen: (id: string) => boolean
}

const movesAfterMs = 1000

export function placeRows(
  before: readonly PlacedRow[],
  agents: readonly FleetAgentReport[],
  context: PlacementContext,
): readonly PlacedRow[] {
  const agentById = new Map(agents.map((agent) => [agent.id, agent]))
  const staying = before.flatMap((row) => {
    if (context.isFrozen(row.agent.id)) return [row]
    const agent = agentById.get(row.agent.id)
    return agent === undefined ? [] : [judge(row, agent, context)]
  })
  const groupBefore = new Map(before.map(({ agent, group }) => [agent.id, group]))
  const arrived = agents.filter(({ id }) => !groupBefore.has(id)).map((agent) => ({ agent, group: groupOf(agent) }))
  const hasMoved = ({ agent, group }: PlacedRow) => group !== groupBefore.get(agent.id)
  // The newest of a group stands at its top, like in the order of need.
  const moved = staying.filter(hasMoved)
  const kept = staying.filter((row) => !hasMoved(row))
  return rowGroups.flatMap((group) =>
    (before.length === 0 ? arrived : [...moved, ...arrived, ...kept]).filter((row) => row.group === group),
  )
}

function judge(row: PlacedRow, agent: FleetAgentReport, context: PlacementContext): PlacedRow {
  const belongs = groupOf(agent)
  if (belongs === row.group) return { agent, group: row.group }
  const sinceMs = row.misplacedSinceMs ?? context.nowMs
  const mayMove = !context.isAttended && !context.isHeld(agent.id) && context.nowMs - sinceMs >= movesAfterMs
  return mayMove ? { agent, group: belongs } : { agent, group: row.group, misplacedSinceMs: sinceMs }
}
