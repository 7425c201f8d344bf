/** A row of the table of agents and, where it is open, its details below. */
import { joinLabel, labelOf, spokenAgent } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { Cells } from '../parts/table.tsx'
import { UpdateWhenSeen } from '../parts/update-when-seen.ts'
import { AgentDetail } from './agent-detail-soon.ts'
import type { AgentRowProps } from './columns.tsx'
import { agentColumns, detailIdOf, urgentProps } from './columns.tsx'

export class AgentRow extends UpdateWhenSeen<AgentRowProps, HTMLTableRowElement> {
  protected readonly urgent = urgentProps

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
