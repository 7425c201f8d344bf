/** The columns of the table of agents, one entry each: head, cell, and what sorts by it. */
import { activityOf, cpuOf, joinLabel, labelOf, memoryOf, timeOf } from '../../../core/process/agent-words.ts'
import type { Health as AgentHealth } from '../../../core/process/health.ts'
import type { Activity as AgentActivity } from '../../../core/process/process.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { plainText } from '../../../core/words/text.ts'
import type { TrendSample } from '../live/trends.ts'
import { thinned } from '../live/trends.ts'
import { KindMark } from '../parts/kind-mark.tsx'
import { Icon, Mark, Spark } from '../parts/mark.tsx'
import type { Column } from '../parts/table.tsx'
import type { Actions, Deed } from './actions.tsx'
import { isNameEdited, RowNameField, RowPencil } from './row-name.tsx'
import { Activity, Context, Health, LastActive, Messages, RoleChip, Uptime } from './row-parts.tsx'
import { contextPercentOf, costText, costTitle, cpuText, memoryText, modelText, unknown } from './words.ts'

/** What a row and a card are drawn from. */
export interface AgentRowProps {
  readonly agent: FleetAgentReport
  readonly trend: readonly TrendSample[]
  /** There are several kinds of agents: it says whose it is. */
  readonly hasKinds: boolean
  /** The one row that Tab reaches. */
  readonly isCurrent: boolean
  readonly isOpen: boolean
  readonly deed: Deed | undefined
  readonly canAct: boolean
  readonly actions: Actions
  readonly onToggle: (id: string) => void
  readonly isNearTop: boolean
  /** One of so many that those far from the screen show their name only: layout and paint cost what is in the page. */
  readonly isOneOfMany: boolean
}

export const urgentProps = ['isCurrent', 'isOpen', 'deed', 'canAct', 'isOneOfMany'] as const

const worstFirst: readonly AgentHealth[] = ['zombie', 'stale', 'unknown', 'healthy', 'pinned']
const neediestFirst: readonly AgentActivity[] = ['waiting', 'busy', 'shell', 'idle', 'unknown']

/** `-` sorts the longest first, so durations count from the past. */
const ageOf = (at: string | undefined): number | undefined => {
  const ms = timeOf(at)
  return ms === undefined ? undefined : -ms
}

export const agentColumns: readonly Column<AgentRowProps, FleetAgentReport>[] = [
  {
    id: 'health',
    head: 'Health',
    class: 'c-health',
    cell: ({ agent }) => <Health agent={agent} />,
    sort: ({ health }) => worstFirst.indexOf(health),
  },
  {
    id: 'name',
    head: 'Project and name',
    class: 'c-name',
    isName: true,
    cell: (row) => <NameCell {...row} />,
    sort: (agent) => joinLabel(labelOf(agent), ' '),
  },
  {
    id: 'activity',
    head: 'Activity',
    class: 'c-act',
    cell: ({ agent, deed }) => <Activity agent={agent} deed={deed} />,
    sort: (agent) => `${neediestFirst.indexOf(agent.activity)}${activityOf(agent).word}`,
  },
  {
    id: 'model',
    head: 'Model',
    class: 'c-model',
    cell: ({ agent }) => modelText(agent),
    sort: (agent) => (agent.figures?.model === undefined ? undefined : modelText(agent)),
  },
  {
    id: 'context',
    head: 'Context',
    class: 'c-ctx num',
    cell: ({ agent }) => (
      <div class="cell">
        <Context agent={agent} />
      </div>
    ),
    sort: contextPercentOf,
    sortsDown: true,
  },
  {
    id: 'messages',
    head: 'Messages',
    class: 'c-msg num',
    cell: ({ agent }) => <Messages agent={agent} />,
    sort: ({ figures }) => figures?.messages,
    sortsDown: true,
  },
  {
    id: 'cost',
    head: 'Cost',
    class: 'c-cost num',
    cell: ({ agent }) => costText(agent),
    title: ({ agent }) => costTitle(agent),
    sort: ({ figures }) => figures?.costUsd,
    sortsDown: true,
  },
  {
    id: 'cpu',
    head: 'CPU',
    class: 'c-cpu num',
    cell: (row) => <CpuCell {...row} />,
    cellClass: ({ agent }) => agent.hog?.kind === 'cpu' && 'is-hog',
    title: ({ agent }) => (agent.hog?.kind === 'cpu' ? agent.hog.reason : undefined),
    sort: cpuOf,
    sortsDown: true,
  },
  {
    id: 'memory',
    head: 'Memory',
    class: 'c-mem num',
    cell: (row) => <MemoryCell {...row} />,
    cellClass: ({ agent }) => agent.hog?.kind === 'memory' && 'is-hog',
    title: ({ agent }) => (agent.hog?.kind === 'memory' ? agent.hog.reason : undefined),
    sort: memoryOf,
    sortsDown: true,
  },
  {
    id: 'up',
    head: 'Up',
    class: 'c-up num',
    cell: ({ agent }) => <Uptime agent={agent} />,
    sort: ({ startedAt }) => ageOf(startedAt),
    sortsDown: true,
  },
  {
    id: 'active',
    head: 'Active',
    class: 'c-last num',
    cell: ({ agent }) => <LastActive agent={agent} />,
    sort: ({ lastActiveAt }) => ageOf(lastActiveAt),
    sortsDown: true,
  },
  {
    id: 'tty',
    head: 'TTY',
    class: 'c-tty num',
    cell: ({ agent }) => plainText(agent.tty ?? unknown),
    sort: ({ tty }) => tty,
  },
  {
    id: 'version',
    head: 'Version',
    class: 'c-ver num',
    cell: ({ agent }) => plainText(agent.version ?? unknown),
    sort: ({ version }) => version,
  },
  { id: 'pid', head: 'PID', class: 'c-pid num', cell: ({ agent }) => agent.pid, sort: ({ pid }) => pid },
  { id: 'do', head: <span class="sr">Actions</span>, class: 'c-do', cell: (row) => <RowButtons {...row} /> },
]

function NameCell({ agent, hasKinds, isOpen, onToggle }: AgentRowProps) {
  const label = labelOf(agent)
  return (
    <div class="cell">
      <button
        type="button"
        class="disclose"
        tabIndex={-1}
        aria-expanded={isOpen}
        aria-controls={isOpen ? detailIdOf(agent) : undefined}
        aria-label={`Details of ${joinLabel(label, ', ')}`}
        onClick={() => onToggle(agent.id)}
      >
        <Icon name="chev" size={12} />
      </button>
      {hasKinds && <KindMark agent={agent.agent} />}
      {isNameEdited(agent) ? (
        <span class="pn is-edited">
          <span class="project">{label.project}</span>
          <RowNameField agent={agent} />
        </span>
      ) : (
        <>
          <span class="pn" title={joinLabel(label)}>
            <span class="project">{label.project}</span>
            {label.name && <span class="name">{label.name}</span>}
          </span>
          <RowPencil agent={agent} />
        </>
      )}
      <RoleChip agent={agent} />
    </div>
  )
}

export const detailIdOf = ({ id }: Pick<FleetAgentReport, 'id'>): string => `d-${id}`

/** Below this a line would only draw noise. */
const quietCpuPercent = 1

function CpuCell({ agent, trend }: AgentRowProps) {
  const values = thinned(trend, ({ cpuPercent }) => cpuPercent)
  return (
    <div class="cell">
      {agent.hog?.kind === 'cpu' ? (
        <Mark name="stale" />
      ) : (
        Math.max(0, ...values) >= quietCpuPercent && <Spark values={values} leastSpan={5} />
      )}
      <span>{cpuText(cpuOf(agent))}</span>
    </div>
  )
}

function MemoryCell({ agent, trend }: AgentRowProps) {
  const bytes = memoryOf(agent)
  return (
    <div class="cell">
      {agent.hog?.kind === 'memory' ? (
        <Mark name="stale" />
      ) : (
        <Spark values={thinned(trend, ({ rssBytes }) => rssBytes)} leastSpan={(bytes ?? 0) / 20} />
      )}
      <span>{memoryText(bytes)}</span>
    </div>
  )
}

function RowButtons({ agent, deed, canAct, actions }: AgentRowProps) {
  const label = joinLabel(labelOf(agent), ', ')
  const isOff = !canAct || deed === 'ending' || deed === 'pinning'
  return (
    <>
      <button
        type="button"
        class="icon-btn"
        tabIndex={-1}
        aria-label={`Pin ${label}`}
        title={agent.pinned ? 'Unpin' : 'Pin: never stale'}
        aria-pressed={agent.pinned}
        disabled={isOff}
        onClick={() => actions.togglePin(agent)}
      >
        <Icon name="pin" size={14} />
      </button>
      <button
        type="button"
        class="icon-btn is-kill"
        tabIndex={-1}
        aria-label={`Kill ${label}…`}
        title="Kill…"
        disabled={isOff}
        onClick={() => actions.askToKill({ kind: 'agent', process: agent })}
      >
        <Icon name="kill" size={14} />
      </button>
    </>
  )
}
