/** A row of the table of agents and, where it is open, its details below. */
import { joinLabel, labelOf, spokenAgent } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { Cells } from '../parts/table.tsx'
import { AgentDetail } from './agent-detail.tsx'
import type { AgentRowProps } from './columns.tsx'
import { agentColumns, detailIdOf } from './columns.tsx'
import { UpdateWhenSeen } from './update-when-seen.ts'

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
    return (
      <>
        <tr
          ref={this.root}
          class={rowClass(this.props)}
          data-row={agent.id}
          data-key={agent.id}
          tabIndex={isCurrent ? 0 : -1}
          aria-label={spokenAgent(agent, Date.now())}
        >
          {this.isBare() ? <BareCells agent={agent} /> : <Cells columns={agentColumns} row={this.props} />}
        </tr>
        {isOpen && (
          <tr class="detail" id={detailIdOf(agent)} data-key={`detail ${agent.id}`} data-of={agent.id}>
            <td colSpan={agentColumns.length}>
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
    <td colSpan={agentColumns.length - 2} />
  </>
)
