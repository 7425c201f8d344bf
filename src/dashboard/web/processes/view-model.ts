/** From the rows as they stand to what is shown of them: segments with counts, projects, groups or a flat sorted list. Pure. */

import { kindOf } from '../../../agents/kinds.ts'
import { staleTargets } from '../../../core/kill/kill-stale.ts'
import { inAgentOrder } from '../../../core/process/agent-ids.ts'
import { activityOf, joinLabel, labelOf, memoryOf, roleChip } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport, FleetReport } from '../../../core/process/report.ts'
import { formatBytes, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { Sort } from '../parts/sort.ts'
import { byName, sortedBy } from '../parts/sort.ts'
import { agentColumns } from './columns.tsx'
import type { PlacedRow, RowGroup } from './placement.ts'
import { groupOf, rowGroups } from './placement.ts'
import type { ProcessesQuery, Show } from './query.ts'
import { modelText } from './words.ts'

export interface GroupView {
  /** What they need, or the kind that they are of. */
  readonly group: RowGroup | `agent ${string}`
  readonly kind?: string | undefined
  readonly name: string
  readonly agents: readonly FleetAgentReport[]
  readonly memory: string
}

export interface ProcessesView {
  readonly segments: readonly { readonly show: Show; readonly label: string; readonly count: number }[]
  readonly projects: readonly { readonly name: string; readonly count: number }[]
  /** Whose they are, in the order of the agents. */
  readonly kinds: readonly { readonly id: string; readonly name: string; readonly count: number }[]
  /** Empty when flat. */
  readonly groups: readonly GroupView[]
  /** All rows in the order in which they stand on the page. */
  readonly rows: readonly FleetAgentReport[]
  readonly isFlat: boolean
  readonly total: number
  readonly hidden: number
  /** How many `Kill n stale…` would offer; filters do not change it. */
  readonly staleCount: number
}

const groupNames: Record<RowGroup, string> = {
  waiting: 'Waiting for you',
  cleanup: 'To clean up',
  unknown: 'Unknown',
  working: 'Working',
  idle: 'Idle',
  pinned: 'Pinned',
}

const showLabels: Record<Show, string> = {
  all: 'All',
  waiting: 'Waiting',
  working: 'Working',
  idle: 'Idle',
  stale: 'Stale',
  zombie: 'Zombie',
  unknown: 'Unknown',
}

/** `heldIds`: a sorted list keeps this order while somebody attends to it; who is new stands at the end. */
export function processesView(
  placed: readonly PlacedRow[],
  query: ProcessesQuery,
  heldIds?: readonly string[] | undefined,
): ProcessesView {
  const agents = placed.map(({ agent }) => agent)
  const matching = placed.filter(
    ({ agent }) => isOfKind(agent, query) && matchesProject(agent, query) && matchesText(agent, query.search),
  )
  const shown = matching.filter((row) => isShown(row.agent, query.show))
  const isFlat = query.sort !== undefined || !query.isGrouped
  const groups = isFlat ? [] : query.group === 'agent' ? groupsByAgent(shown) : groupsOf(shown)
  const unsorted = isFlat ? shown.map(({ agent }) => agent) : groups.flatMap((group) => group.agents)
  const sorted = query.sort ? sortRows(unsorted, query.sort) : unsorted
  const rows = query.sort && heldIds ? inOrder(sorted, heldIds) : sorted
  return {
    segments: (Object.keys(showLabels) as Show[])
      .map((show) => ({
        show,
        label: showLabels[show],
        count: matching.filter((row) => isShown(row.agent, show)).length,
      }))
      // It is rare, and a row of filters has little room.
      .filter(({ show, count }) => show !== 'unknown' || count > 0 || query.show === show),
    projects: projectsOf(agents),
    kinds: kindsOf(agents),
    groups,
    rows,
    isFlat,
    total: placed.length,
    hidden: placed.length - shown.length,
    staleCount: staleTargets(agents).targets.length,
  }
}

function isShown(agent: FleetAgentReport, show: Show): boolean {
  switch (show) {
    case 'all':
      return true
    case 'stale':
    case 'zombie':
    case 'unknown':
      return agent.health === show
    case 'waiting':
    case 'working':
    case 'idle':
      return groupOf(agent) === show
    default:
      return show satisfies never
  }
}

const isOfKind = ({ agent }: FleetAgentReport, { agents }: ProcessesQuery): boolean =>
  agents.length === 0 || agents.some((id) => id === agent)

const matchesProject = (agent: FleetAgentReport, { project }: ProcessesQuery): boolean =>
  project === undefined || labelOf(agent).project === project

/** Every word has to be somewhere: "payments waiting" finds the agents of payments-api that wait. */
export function matchesText(agent: FleetAgentReport, search: string): boolean {
  if (search === '') return true
  const text = searchText(agent)
  return search.split(/\s+/).every((word) => text.includes(word))
}

function searchText(agent: FleetAgentReport): string {
  const { word, detail } = activityOf(agent)
  const { mark, displayName } = kindOf(agent.agent)
  const parts = [
    mark,
    displayName,
    joinLabel(labelOf(agent), ' '),
    agent.health,
    agent.activity,
    word,
    detail,
    modelText(agent),
    agent.tty,
    agent.version,
    String(agent.pid),
    agent.sessionId,
    roleChip[agent.role],
    agent.cwd,
    agent.hog && 'hog',
  ]
  return plainText(parts.filter((part) => part !== undefined).join(' ')).toLowerCase()
}

function projectsOf(agents: readonly FleetAgentReport[]): ProcessesView['projects'] {
  const projects = Map.groupBy(agents, (agent) => labelOf(agent).project)
  return byName(
    [...projects].map(([name, its]) => ({ name, count: its.length })),
    ({ name }) => name,
  )
}

function kindsOf(agents: readonly FleetAgentReport[]): ProcessesView['kinds'] {
  return inAgentOrder(agents.map(({ agent }) => agent)).map((id) => ({
    id,
    name: kindOf(id).displayName,
    count: agents.filter(({ agent }) => agent === id).length,
  }))
}

function groupsOf(rows: readonly PlacedRow[]): readonly GroupView[] {
  return rowGroups.flatMap((group) => {
    const agents = rows.filter((row) => row.group === group).map(({ agent }) => agent)
    return agents.length === 0 ? [] : [{ group, name: groupNames[group], agents, memory: memoryIn(agents) }]
  })
}

/** In each the order of need. */
function groupsByAgent(rows: readonly PlacedRow[]): readonly GroupView[] {
  return kindsOf(rows.map(({ agent }) => agent)).map(({ id, name }) => {
    const agents = rows.flatMap(({ agent }) => (agent.agent === id ? [agent] : []))
    return { group: `agent ${id}` as const, kind: id, name, agents, memory: memoryIn(agents) }
  })
}

const memoryIn = (agents: readonly FleetAgentReport[]): string =>
  formatBytes(agents.reduce((sum, agent) => sum + (memoryOf(agent) ?? 0), 0))

/** Unknown figures come last in either direction; ties keep their order. */
export const sortRows = (agents: readonly FleetAgentReport[], sort: Sort): readonly FleetAgentReport[] =>
  sortedBy(agents, agentColumns, sort)

function inOrder(agents: readonly FleetAgentReport[], ids: readonly string[]): readonly FleetAgentReport[] {
  const place = new Map(ids.map((id, index) => [id, index]))
  return agents.toSorted((a, b) => (place.get(a.id) ?? ids.length) - (place.get(b.id) ?? ids.length))
}

/** The head of a folded section: what is in it and how much it holds. */
export interface FoldView {
  readonly count: number
  readonly note: string
}

export function orphansFold({ orphans }: Pick<FleetReport, 'orphans'>): FoldView | undefined {
  if (orphans.length === 0) return undefined
  const bytes = orphans.reduce((sum, { rssBytes = 0 }) => sum + rssBytes, 0)
  const areServers = orphans.every(({ kind }) => kind === 'mcp-server')
  const noun = areServers
    ? plural(orphans.length, 'MCP server').replace(/^\S+ /, '')
    : plural(orphans.length, 'process', 'processes').replace(/^\S+ /, '')
  return { count: orphans.length, note: `${noun} whose session is gone, ${formatBytes(bytes)}` }
}

export function helpersFold({ helpers }: Pick<FleetReport, 'helpers'>): FoldView | undefined {
  if (helpers.length === 0) return undefined
  const kinds = [...new Set(helpers.map(({ role }) => roleChip[role] ?? role))]
  return { count: helpers.length, note: `${kinds.join(', ')}: the agents' own, not agents` }
}
