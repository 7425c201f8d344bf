/** The same agents as cards, on a narrow screen or by choice. */

import {
  activityOf,
  joinLabel,
  labelOf,
  memoryOf,
  messagesInWords,
  spokenAgent,
} from '../../../core/process/agent-words.ts'
import { Link } from '../navigation.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { UpdateWhenSeen } from '../parts/update-when-seen.ts'
import { ActionButtons } from './action-buttons.tsx'
import { AgentDetail } from './agent-detail-soon.ts'
import type { AgentListProps } from './agents-table.tsx'
import { rowProps } from './agents-table.tsx'
import type { AgentRowProps } from './columns.tsx'
import { urgentProps } from './columns.tsx'
import { isNameEdited, RowNameField, RowPencil } from './row-name.tsx'
import { Activity, Context, Health, RoleChip, Uptime } from './row-parts.tsx'
import { costText, costTitle, memoryText } from './words.ts'

export function AgentCards(props: AgentListProps) {
  const { view, canAct, onKillStale } = props
  if (view.isFlat) return <div class="cards">{<CardList {...props} agents={view.rows} />}</div>
  return (
    <div class="cards">
      {view.groups.map(({ group, name, agents, kind }) => (
        <section key={group} aria-label={name}>
          <h2 class="group-head">
            {kind !== undefined && <KindMark agent={kind} isBeside />}
            <span class="group-name">{name}</span> <span class="count">{agents.length}</span>
            {group === 'cleanup' && view.staleCount > 0 && (
              <button type="button" class="link" disabled={!canAct} onClick={onKillStale}>
                Kill {view.staleCount} stale…
              </button>
            )}
          </h2>
          <CardList {...props} agents={agents} />
        </section>
      ))}
    </div>
  )
}

function CardList(props: AgentListProps & { readonly agents: AgentListProps['view']['rows'] }) {
  return (
    <div class="card-list">
      {props.agents.map((agent) => (
        <Card key={agent.id} {...rowProps(props, agent)} isNearTop isOneOfMany={false} />
      ))}
    </div>
  )
}

class Card extends UpdateWhenSeen<AgentRowProps, HTMLElement> {
  protected readonly urgent = urgentProps

  override render() {
    const { agent, hasKinds, isCurrent, isOpen, deed } = this.props
    const label = labelOf(agent)
    const isWaiting = activityOf(agent).look === 'waiting'
    return (
      <article
        ref={this.root}
        class={['card', isWaiting && 'is-waiting', deed === 'ending' && 'is-ending'].filter(Boolean).join(' ')}
        data-row={agent.id}
        data-key={agent.id}
        tabIndex={isCurrent ? 0 : -1}
        aria-label={spokenAgent(agent, Date.now())}
      >
        <div class="card-top">
          <h3 title={joinLabel(label)}>
            <span class="project">{label.project}</span>
            <span class="name">
              {hasKinds && <KindMark agent={agent.agent} />}
              <CardName agent={agent} /> <RoleChip agent={agent} />
            </span>
          </h3>
          <Health agent={agent} />
        </div>
        <p class="card-act">
          <Activity agent={agent} deed={deed} />
        </p>
        <CardFigures {...this.props} />
        {messagesInWords(agent) && <p class="card-sum muted">{messagesInWords(agent)}</p>}
        <CardButtons {...this.props} />
        {isOpen && (
          <div class="detail" id={`d-${agent.id}`}>
            <AgentDetail {...this.props} />
          </div>
        )}
      </article>
    )
  }
}

/** Edited where it stands; a component of its own, so that the card is not drawn again. */
const CardName = ({ agent }: Pick<AgentRowProps, 'agent'>) =>
  isNameEdited(agent) ? (
    <RowNameField agent={agent} />
  ) : (
    <>
      {labelOf(agent).name} <RowPencil agent={agent} />
    </>
  )

const CardFigures = ({ agent }: AgentRowProps) => (
  <dl>
    <div>
      <dt>Context</dt>
      <dd>
        <Context agent={agent} />
      </dd>
    </div>
    <div>
      <dt>Memory</dt>
      <dd>{memoryText(memoryOf(agent))}</dd>
    </div>
    <div>
      <dt>Up</dt>
      <dd>
        <Uptime agent={agent} />
      </dd>
    </div>
    <div>
      <dt>Cost</dt>
      <dd title={costTitle(agent)}>{costText(agent)}</dd>
    </div>
  </dl>
)

/** Buttons where something needs a hand; everything else opens first. */
function CardButtons({ agent, isOpen, deed, canAct, actions, onToggle }: AgentRowProps) {
  const label = joinLabel(labelOf(agent), ', ')
  const isOff = !canAct || deed === 'ending' || deed === 'pinning'
  return (
    <div class="btns">
      {agent.sessionId && !isOpen && (
        <Link
          to={{ screen: 'session', sessionId: agent.sessionId, query: {} }}
          class="btn"
          aria-label={`Open ${label}`}
        >
          Open
        </Link>
      )}
      <button
        type="button"
        class="btn"
        aria-expanded={isOpen}
        aria-label={`Details of ${label}`}
        onClick={() => onToggle(agent.id)}
      >
        Details
      </button>
      {!isOpen && <ActionButtons agent={agent} isOff={isOff} actions={actions} label={label} hasIcon={false} />}
    </div>
  )
}
