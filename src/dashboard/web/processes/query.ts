/** What the address says about the list of processes. Pure. */

const shows = ['all', 'waiting', 'working', 'idle', 'stale', 'zombie', 'unknown'] as const
export type Show = (typeof shows)[number]
export type Layout = 'table' | 'cards'
export const sortColumns = [
  'health',
  'name',
  'activity',
  'model',
  'context',
  'cost',
  'cpu',
  'memory',
  'up',
  'active',
  'tty',
  'version',
  'pid',
] as const
export type SortColumn = (typeof sortColumns)[number]

export interface Sort {
  readonly column: SortColumn
  readonly isDescending: boolean
}

export interface ProcessesQuery {
  readonly show: Show
  /** Lower case, trimmed. */
  readonly search: string
  readonly project?: string | undefined
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
    sort: parseSort(query['sort'] ?? ''),
    isGrouped: standard.grouping === 'grouped',
    layout: layouts.find((layout) => layout === query['view']) ?? standard.layout,
    openId: query['open'] || undefined,
  }
}

/** `cpu` upwards, `-cpu` downwards. */
function parseSort(text: string): Sort | undefined {
  const isDescending = text.startsWith('-')
  const column = sortColumns.find((name) => name === (isDescending ? text.slice(1) : text))
  return column === undefined ? undefined : { column, isDescending }
}

export const formatSort = (sort: Sort | undefined): string =>
  sort === undefined ? '' : `${sort.isDescending ? '-' : ''}${sort.column}`

/** Words are wanted from A, figures from the largest; the second click turns it round, the third goes back to the order of need. */
export function nextSort(current: Sort | undefined, column: SortColumn): Sort | undefined {
  const startsDescending = !['health', 'name', 'activity', 'model', 'tty', 'version', 'pid'].includes(column)
  if (current?.column !== column) return { column, isDescending: startsDescending }
  return current.isDescending === startsDescending ? { column, isDescending: !startsDescending } : undefined
}
