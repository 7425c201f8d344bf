/** The table: by groups in the order of need, or flat when sorted by a column. */
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { TrendHistory, TrendSample } from '../live/trends.ts'
import { setQuery } from '../navigation.tsx'
import { Icon } from '../parts/mark.tsx'
import type { Actions } from './actions.tsx'
import { AgentRow, columnCount } from './agent-row.tsx'
import type { ProcessesQuery, SortColumn } from './query.ts'
import { formatSort, nextSort } from './query.ts'
import type { GroupView, ProcessesView } from './view-model.ts'

const columns: readonly { readonly column: SortColumn; readonly label: string; readonly class: string }[] = [
  { column: 'health', label: 'Health', class: 'c-health' },
  { column: 'name', label: 'Project and name', class: 'c-name' },
  { column: 'activity', label: 'Activity', class: 'c-act' },
  { column: 'model', label: 'Model', class: 'c-model' },
  { column: 'context', label: 'Context', class: 'c-ctx num' },
  { column: 'cost', label: 'Cost', class: 'c-cost num' },
  { column: 'cpu', label: 'CPU', class: 'c-cpu num' },
  { column: 'memory', label: 'Memory', class: 'c-mem num' },
  { column: 'up', label: 'Up', class: 'c-up num' },
  { column: 'active', label: 'Active', class: 'c-last num' },
  { column: 'tty', label: 'TTY', class: 'c-tty num' },
  { column: 'version', label: 'Version', class: 'c-ver num' },
  { column: 'pid', label: 'PID', class: 'c-pid num' },
]

export interface AgentListProps {
  readonly view: ProcessesView
  readonly query: ProcessesQuery
  readonly trends: TrendHistory
  readonly currentId: string | undefined
  readonly canAct: boolean
  readonly actions: Actions
  readonly onToggle: (id: string) => void
  readonly onKillStale: () => void
}

export function AgentsTable(props: AgentListProps) {
  const { view, query } = props
  return (
    <div class="table-wrap">
      <table class="grid procs">
        <caption class="sr">Claude Code processes, {captionWords(props)}</caption>
        <thead>
          <tr>
            {columns.map(({ column, label, class: className }) => (
              <ColumnHead key={column} column={column} label={label} className={className} query={query} />
            ))}
            <td class="c-do">
              <span class="sr">Actions</span>
            </td>
          </tr>
        </thead>
        {view.isFlat ? (
          <tbody>
            <Rows {...props} agents={view.rows} />
          </tbody>
        ) : (
          view.groups.map((group) => (
            <tbody key={group.group}>
              <GroupHead group={group} {...props} />
              <Rows {...props} agents={group.agents} />
            </tbody>
          ))
        )}
      </table>
    </div>
  )
}

function captionWords({ view, query }: AgentListProps): string {
  if (query.sort) return 'sorted by a column'
  return view.isFlat ? 'what needs you first' : 'grouped by what needs you first'
}

interface ColumnHeadProps {
  readonly column: SortColumn
  readonly label: string
  readonly className: string
  readonly query: ProcessesQuery
}

function ColumnHead({ column, label, className, query: { sort } }: ColumnHeadProps) {
  const isSorted = sort?.column === column
  return (
    <th
      scope="col"
      class={className}
      aria-sort={isSorted ? (sort.isDescending ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" class="sort" onClick={() => setQuery({ sort: formatSort(nextSort(sort, column)) })}>
        {label}
        {isSorted && <Icon name={sort.isDescending ? 'down' : 'up'} size={12} />}
      </button>
    </th>
  )
}

function GroupHead({ group, view, canAct, onKillStale }: AgentListProps & { readonly group: GroupView }) {
  return (
    <tr class="group">
      <th colSpan={columnCount} scope="rowgroup">
        <span class="group-name">{group.name}</span> <span class="count">{group.agents.length}</span>
        <span class="group-sum">{group.memory}</span>
        {group.group === 'cleanup' && view.staleCount > 0 && (
          <button type="button" class="link" disabled={!canAct} onClick={onKillStale}>
            Kill {view.staleCount} stale…
          </button>
        )}
      </th>
    </tr>
  )
}

function Rows(props: AgentListProps & { readonly agents: readonly FleetAgentReport[] }) {
  const { agents, view } = props
  const nearTop = new Set(view.rows.slice(0, firstRows))
  return (
    <>
      {agents.map((agent) => (
        <AgentRow
          key={agent.id}
          {...rowProps(props, agent)}
          isNearTop={nearTop.has(agent)}
          isOneOfMany={view.rows.length > manyRows}
        />
      ))}
    </>
  )
}

const noTrend: readonly TrendSample[] = []

/** What a row and a card need of the list that they are in. */
export const rowProps = (
  { trends, currentId, query, actions, canAct, onToggle }: AgentListProps,
  agent: FleetAgentReport,
) => ({
  agent,
  trend: trends.get(agent.id) ?? noTrend,
  isCurrent: agent.id === currentId,
  isOpen: agent.id === query.openId,
  deed: actions.deedOf(agent.id),
  canAct,
  actions,
  onToggle,
})

/** As many rows as the tallest screen shows at once. */
export const firstRows = 50
/** From here on rows far from the screen are bare. */
export const manyRows = 120
