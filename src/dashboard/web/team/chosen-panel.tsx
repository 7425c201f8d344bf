/** Beside the canvas where no group is looked at: how two are connected, or one that stands alone and what can be done with it. */
import { labelOf } from '../../../core/process/agent-words.ts'
import { plural } from '../../../core/words/format.ts'
import { openComposer } from '../compose/compose-open.ts'
import { Link } from '../navigation.tsx'
import { JumpButton } from '../parts/jump.tsx'
import { Icon } from '../parts/mark.tsx'
import { Activity } from '../processes/row-parts.tsx'
import { linkFrom, tool } from './connecting.tsx'
import { graph, nameOf, type TeamNode } from './team-state.ts'
import { groupName } from './team-words.ts'

export function ChosenPanel({
  node,
  onOpen,
}: {
  readonly node: TeamNode | undefined
  readonly onOpen: (sessionId: string) => void
}) {
  return node === undefined ? <Groups onOpen={onOpen} /> : <Alone node={node} />
}

function Alone({ node: { agent, sessionId, name } }: { readonly node: TeamNode }) {
  return (
    <aside class="panel beside" aria-label={name}>
      <header class="panel-head">
        <h2>
          {labelOf(agent).project} <span class="muted">{labelOf(agent).name}</span>
        </h2>
      </header>
      <p>
        <Activity agent={agent} />
      </p>
      <p class="muted">It is connected with nobody. Choose another one to connect them: then you can write to both.</p>
      <p class="btns">
        <button
          type="button"
          class="btn"
          onClick={() => {
            linkFrom.value = sessionId
            tool.value = 'connect'
          }}
        >
          <Icon name="link" size={14} />
          Connect
        </button>
        <button type="button" class="btn" onClick={() => openComposer([agent.id])}>
          <Icon name="send" size={14} />
          Prompt…
        </button>
        <JumpButton agentId={agent.id} />
        <Link class="btn" to={{ screen: 'session', sessionId, query: {} }}>
          Session
        </Link>
      </p>
    </aside>
  )
}

function Groups({ onOpen }: { readonly onOpen: (sessionId: string) => void }) {
  const groups = graph.value?.groups ?? []
  return (
    <aside class="panel beside" aria-label="Groups">
      <header class="panel-head">
        <h2>
          Groups <span class="muted">{groups.length}</span>
        </h2>
      </header>
      {groups.length === 0 && (
        <p class="muted">
          Nobody is connected yet. Choose one and then another: they are connected, and you can write to both at once.
          The same again takes them apart.
        </p>
      )}
      <ul class="glist">
        {groups.map((group) => (
          <li key={group.join(' ')}>
            <button type="button" class="plainbtn" onClick={() => onOpen(group[0] ?? '')}>
              <b>{groupName(group.map(nameOf))}</b>{' '}
              <span class="muted">{plural(group.length, 'session')}, open chat</span>
            </button>
          </li>
        ))}
      </ul>
      <p class="fine muted">
        <kbd>V</kbd> choose and drag · <kbd>H</kbd> move the canvas · <kbd>C</kbd> connect · arrows lead on, with{' '}
        <kbd>Shift</kbd> they move · <kbd>Enter</kbd> opens · <kbd>0</kbd> fits
      </p>
    </aside>
  )
}
