import { cpuOf, joinLabel, labelOf, memoryOf, spokenAgent } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { plainText } from '../../../core/words/text.ts'
import type { TrendSample } from '../live/trends.ts'
import { thinned } from '../live/trends.ts'
import { Icon, Mark, Spark } from '../parts/mark.tsx'
import type { Actions, Deed } from './actions.tsx'
import { AgentDetail } from './agent-detail.tsx'
import { Activity, Context, Health, LastActive, RoleChip, Uptime } from './row-parts.tsx'
import { UpdateWhenSeen } from './update-when-seen.ts'
import { costText, costTitle, cpuText, memoryText, modelText, unknown } from './words.ts'

export interface AgentRowProps {
  readonly agent: FleetAgentReport
  readonly trend: readonly TrendSample[]
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

export const columnCount = 14

export class AgentRow extends UpdateWhenSeen<AgentRowProps, HTMLTableRowElement> {
  override isUrgent(next: AgentRowProps): boolean {
    const { isCurrent, isOpen, deed, canAct, agent, isOneOfMany } = this.props
    return (
      next.isCurrent !== isCurrent ||
      next.isOpen !== isOpen ||
      next.deed !== deed ||
      next.canAct !== canAct ||
      next.isOneOfMany !== isOneOfMany ||
      next.agent.id !== agent.id
    )
  }

  private isBare(): boolean {
    return !this.isSeen && this.isDrawnDifferently()
  }

  protected override isDrawnDifferently(): boolean {
    const { isOneOfMany, isOpen, isCurrent } = this.props
    return isOneOfMany && !isOpen && !isCurrent
  }

  override render() {
    const { agent, isOpen, isCurrent } = this.props
    const detailId = `d-${agent.id}`
    return (
      <>
        <tr
          ref={this.root}
          class={rowClass(this.props)}
          data-row={agent.id}
          tabIndex={isCurrent ? 0 : -1}
          aria-label={spokenAgent(agent, Date.now())}
        >
          {this.isBare() ? <BareCells agent={agent} /> : <Cells {...this.props} detailId={detailId} />}
        </tr>
        {isOpen && (
          <tr class="detail" id={detailId} data-detail-of={agent.id}>
            <td colSpan={columnCount}>
              <AgentDetail {...this.props} />
            </td>
          </tr>
        )}
      </>
    )
  }
}

const rowClass = ({ agent, deed }: AgentRowProps): string =>
  ['row', agent.activity === 'waiting' && agent.health !== 'zombie' && 'is-waiting', deed === 'ending' && 'is-ending']
    .filter(Boolean)
    .join(' ')

/** The browser's own search still finds it. */
const BareCells = ({ agent }: { readonly agent: FleetAgentReport }) => (
  <>
    <td class="c-health">{agent.health}</td>
    <th scope="row" class="c-name">
      {joinLabel(labelOf(agent), ' ')}
    </th>
    <td colSpan={columnCount - 2} />
  </>
)

function Cells(props: AgentRowProps & { readonly detailId: string }) {
  const { agent, trend, isOpen, deed, detailId, onToggle } = props
  const label = labelOf(agent)
  return (
    <>
      <td class="c-health">
        <Health agent={agent} />
      </td>
      <th scope="row" class="c-name">
        <div class="cell">
          <button
            type="button"
            class="disclose"
            tabIndex={-1}
            aria-expanded={isOpen}
            aria-controls={isOpen ? detailId : undefined}
            aria-label={`Details of ${joinLabel(label, ', ')}`}
            onClick={() => onToggle(agent.id)}
          >
            <Icon name="chev" size={12} />
          </button>
          <span class="pn" title={joinLabel(label)}>
            <span class="project">{label.project}</span>
            {label.name && <span class="name">{label.name}</span>}
          </span>
          <RoleChip agent={agent} />
        </div>
      </th>
      <td class="c-act">
        <Activity agent={agent} deed={deed} />
      </td>
      <td class="c-model">{modelText(agent)}</td>
      <td class="c-ctx num">
        <div class="cell">
          <Context agent={agent} />
        </div>
      </td>
      <td class="c-cost num" title={costTitle(agent)}>
        {costText(agent)}
      </td>
      <CpuCell agent={agent} trend={trend} />
      <MemoryCell agent={agent} trend={trend} />
      <td class="c-up num">
        <Uptime agent={agent} />
      </td>
      <td class="c-last num">
        <LastActive agent={agent} />
      </td>
      <td class="c-tty num">{plainText(agent.tty ?? unknown)}</td>
      <td class="c-ver num">{plainText(agent.version ?? unknown)}</td>
      <td class="c-pid num">{agent.pid}</td>
      <td class="c-do">
        <RowButtons {...props} />
      </td>
    </>
  )
}

interface TrendCellProps {
  readonly agent: FleetAgentReport
  readonly trend: readonly TrendSample[]
}

/** Below this a line would only draw noise. */
const quietCpuPercent = 1

function CpuCell({ agent, trend }: TrendCellProps) {
  const values = thinned(trend, ({ cpuPercent }) => cpuPercent)
  const isHog = agent.hog?.kind === 'cpu'
  return (
    <td class={isHog ? 'c-cpu num is-hog' : 'c-cpu num'} title={isHog ? agent.hog?.reason : undefined}>
      <div class="cell">
        {isHog ? (
          <Mark name="stale" />
        ) : (
          Math.max(0, ...values) >= quietCpuPercent && <Spark values={values} leastSpan={5} />
        )}
        <span>{cpuText(cpuOf(agent))}</span>
      </div>
    </td>
  )
}

function MemoryCell({ agent, trend }: TrendCellProps) {
  const bytes = memoryOf(agent)
  const isHog = agent.hog?.kind === 'memory'
  return (
    <td class={isHog ? 'c-mem num is-hog' : 'c-mem num'} title={isHog ? agent.hog?.reason : undefined}>
      <div class="cell">
        {isHog ? (
          <Mark name="stale" />
        ) : (
          <Spark values={thinned(trend, ({ rssBytes }) => rssBytes)} leastSpan={(bytes ?? 0) / 20} />
        )}
        <span>{memoryText(bytes)}</span>
      </div>
    </td>
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
