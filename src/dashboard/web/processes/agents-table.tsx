/** The table: by groups in the order of need, or flat when sorted by a column. */
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { TrendHistory, TrendSample } from '../live/trends.ts'
import { setQuery } from '../navigation.tsx'
import { formatSort, nextSort } from '../parts/sort.ts'
import { GroupRow, Heads } from '../parts/table.tsx'
import type { Actions } from './actions.tsx'
import { AgentRow } from './agent-row.tsx'
import { agentColumns } from './columns.tsx'
import type { ProcessesQuery } from './query.ts'
import type { GroupView, ProcessesView } from './view-model.ts'

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
        <caption class="sr">Agents, {captionWords(props)}</caption>
        <thead>
          <Heads
            columns={agentColumns}
            sort={query.sort}
            onSort={(column) => setQuery({ sort: formatSort(nextSort(query.sort, column)) })}
          />
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
  if (view.isFlat) return 'what needs you first'
  return query.group === 'agent' ? 'grouped by kind of agent' : 'grouped by what needs you first'
}

const GroupHead = ({ group, view, canAct, onKillStale }: AgentListProps & { readonly group: GroupView }) => (
  <GroupRow
    span={agentColumns.length}
    name={group.name}
    agent={group.kind}
    count={group.agents.length}
    sum={group.memory}
  >
    {group.group === 'cleanup' && view.staleCount > 0 && (
      <button type="button" class="link" disabled={!canAct} onClick={onKillStale}>
        Kill {view.staleCount} stale…
      </button>
    )}
  </GroupRow>
)

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
  { view, trends, currentId, query, actions, canAct, onToggle }: AgentListProps,
  agent: FleetAgentReport,
) => ({
  agent,
  trend: trends.get(agent.id) ?? noTrend,
  hasKinds: view.kinds.length > 1,
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
