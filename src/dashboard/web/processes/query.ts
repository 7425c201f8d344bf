/** What the address says about the list of processes. Pure. */

import type { AgentId } from '../../../core/process/agent-ids.ts'
import { agentsInAddress } from '../parts/agents-in-address.ts'
import type { Sort } from '../parts/sort.ts'
import { parseSort } from '../parts/sort.ts'
import { agentColumns } from './columns.tsx'

const shows = ['all', 'waiting', 'working', 'idle', 'stale', 'zombie', 'unknown'] as const
export type Show = (typeof shows)[number]
export type Layout = 'table' | 'cards'
export const groupings = ['need', 'agent'] as const
export type Grouping = (typeof groupings)[number]

export interface ProcessesQuery {
  readonly show: Show
  /** Lower case, trimmed. */
  readonly search: string
  readonly project?: string | undefined
  /** Of these kinds alone; empty: of all. */
  readonly agents: readonly AgentId[]
  /** What its groups are. */
  readonly group: Grouping
  /** Absent: in the order of need. */
  readonly sort?: Sort | undefined
  /** Under the heads of its groups, where it is in the order of need. */
  readonly isGrouped: boolean
  readonly layout: Layout
  /** The process whose details are open. */
  readonly openId?: string | undefined
}

export interface DefaultView {
  readonly grouping: 'grouped' | 'flat'
  readonly layout: Layout
}

export const groupedTable: DefaultView = { grouping: 'grouped', layout: 'table' }

const layouts: readonly Layout[] = ['table', 'cards']

/** `standard`: what holds where the address says nothing. */
export function parseQuery(
  query: Readonly<Record<string, string>>,
  standard: DefaultView = groupedTable,
): ProcessesQuery {
  return {
    show: shows.find((show) => show === query['show']) ?? 'all',
    search: (query['q'] ?? '').trim().toLowerCase(),
    project: query['project'] || undefined,
    agents: agentsInAddress(query['agent']),
    group: groupings.find((group) => group === query['group']) ?? 'need',
    sort: parseSort(query['sort'] ?? '', agentColumns),
    isGrouped: standard.grouping === 'grouped',
    layout: layouts.find((layout) => layout === query['view']) ?? standard.layout,
    openId: query['open'] || undefined,
  }
}
