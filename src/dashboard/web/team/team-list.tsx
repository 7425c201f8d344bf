/** The same facts as a list, where there is no room for a canvas. */
import { labelOf } from '../../../core/process/agent-words.ts'
import { plural } from '../../../core/words/format.ts'
import { Icon, Mark } from '../parts/mark.tsx'
import { Select } from '../parts/select.tsx'
import { Activity } from '../processes/row-parts.tsx'
import { hueOf } from './canvas-node.tsx'
import { toggle } from './connecting.tsx'
import { graph, isConnected, nameOf, nodes, type TeamNode } from './team-state.ts'
import { groupName, markOf } from './team-words.ts'

export function TeamList({ onOpen }: { readonly onOpen: (sessionId: string) => void }) {
  const groups = graph.value?.groups ?? []
  const alone = nodes.value.filter(({ group }) => group === undefined)
  return (
    <div class="panel tlist">
      {groups.map((group, index) => (
        <section key={group.join(' ')} class={`tgroup ${hueOf(index)}`}>
          <h2>
            {groupName(group.map(nameOf))} <span class="muted">{plural(group.length, 'session')}</span>
          </h2>
          <Rows some={nodes.value.filter(({ sessionId }) => group.includes(sessionId))} />
          <button type="button" class="btn" onClick={() => onOpen(group[0] ?? '')}>
            <Icon name="send" size={14} />
            Write to them
          </button>
        </section>
      ))}
      {alone.length > 0 && (
        <section class="tgroup">
          <h2>Not connected</h2>
          <Rows some={alone} />
        </section>
      )}
    </div>
  )
}

const Rows = ({ some }: { readonly some: readonly TeamNode[] }) => (
  <ul>
    {some.map((node) => (
      <li key={node.sessionId} class="trow">
        <Mark name={markOf(node.agent)} />
        <span class="w1">
          <b class="clip">{labelOf(node.agent).project}</b>
          <span class="muted clip">{labelOf(node.agent).name}</span>
        </span>
        <Activity agent={node.agent} />
        <ConnectWith node={node} />
      </li>
    ))}
  </ul>
)

function ConnectWith({ node: { sessionId, name } }: { readonly node: TeamNode }) {
  const others = nodes.value.filter((other) => other.sessionId !== sessionId)
  return (
    <Select
      label={`Connect ${name} with`}
      value=""
      choices={[
        { value: '', label: 'Connect…' },
        ...others.map((other) => ({
          value: other.sessionId,
          label: isConnected(sessionId, other.sessionId) ? `apart from ${other.name}` : other.name,
        })),
      ]}
      onChange={(other) => other !== '' && void toggle(sessionId, other)}
    />
  )
}
