/** Who works for the session, with its own state; each name leads to its own conversation. */
import { useState } from 'preact/hooks'
import type { LiveSessionState } from '../../../../core/session/live-session.ts'
import { mainLane } from '../../../../core/session/session-event.ts'
import { plural } from '../../../../core/words/format.ts'
import { Link } from '../../navigation.tsx'
import type { Route } from '../../route.ts'
import { type SubagentNode, toSubagentTree } from './subagents.ts'

interface SubagentTreeProps {
  readonly state: LiveSessionState
  readonly route: Route
}

const shownAtFirst = 12
const deepest = 4

export function SubagentTree({ state, route }: SubagentTreeProps) {
  const [isOpen, setIsOpen] = useState(false)
  const nodes = toSubagentTree(state)
  const shown = isOpen ? nodes : nodes.slice(0, shownAtFirst)
  return (
    <section>
      <h2>
        Subagents <span class="count">{state.subagents.length}</span>
      </h2>
      <ul class="tree agents">
        {shown.map((node) => (
          <Node key={node.id} node={node} route={route} />
        ))}
      </ul>
      {shown.length < nodes.length && (
        <button type="button" class="link fine" onClick={() => setIsOpen(true)}>
          {plural(nodes.length - shown.length, 'more subagent')}
        </button>
      )}
    </section>
  )
}

function Node({ node, route }: { readonly node: SubagentNode; readonly route: Route }) {
  const { id, depth, name, what, figure, mark, status } = node
  const isMain = id === mainLane
  return (
    <li
      class={`d${Math.min(depth, deepest)}${isMain ? ' is-root' : ''}`}
      title={[name, what, status].filter(Boolean).join(', ')}
    >
      <Link to={{ ...route, query: isMain ? { lane: '' } : { lane: id } }} class="t-name">
        {name}
      </Link>
      <span class="t-what">{what}</span>
      <span class="t-num">{figure}</span>
      <span class={`t-st act${mark === 'busy' ? ' is-busy' : ''}`}>
        <svg class={`mark is-${mark}`} width="10" height="10" role="img" aria-label={status}>
          <use href={`#m-${mark}`} />
        </svg>
      </span>
    </li>
  )
}
