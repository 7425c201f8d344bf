/** The agents that run, and who of them is connected with whom; at the side what is said in a group. */
import { useEffect } from 'preact/hooks'
import { plural } from '../../../core/words/format.ts'
import { askToDeploy } from '../deploy/deploy-open.ts'
import { isLive, liveFleet } from '../live/live-store.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Icon } from '../parts/mark.tsx'
import { useMediaQuery } from '../parts/media-query.ts'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { TeamViews } from '../parts/team-views.tsx'
import type { ScreenProps } from '../screens.ts'
import '../styles/compose.css'
import '../styles/team.css'
import { Canvas } from './canvas.tsx'
import { ChatPanel } from './chat-panel.tsx'
import { ChosenPanel } from './chosen-panel.tsx'
import { dropLink, linkFrom, tool } from './connecting.tsx'
import { TeamList } from './team-list.tsx'
import { followGraph, graph, graphProblem, nameOf, nodes, readGraph } from './team-state.ts'

const choose = (sessionId: string | undefined) => setQuery({ at: sessionId ?? '' }, { replace: true })

export default function TeamScreen({ place }: ScreenProps) {
  useEffect(followGraph, [])
  useEffect(() => dropLink, [])
  const problem = graphProblem.value
  return (
    <section data-screen="team" class="screen">
      <h1 class="sr">Team</h1>
      <div class="toolbar subbar">
        <TeamViews current="team" />
        <span class="muted fine wide-only" role="status">
          {hint()}
        </span>
        <div class="toolbar-end">
          <button type="button" class="btn" disabled={!isLive.value} onClick={() => askToDeploy()}>
            <Icon name="plus" size={14} />
            Deploy…
          </button>
        </div>
      </div>
      {problem !== undefined && <AskFailed what="The team" problem={problem} onRetry={() => void readGraph()} />}
      {graph.value?.problem !== undefined && <p class="fine is-bad">{graph.value.problem}</p>}
      {graph.value === undefined || liveFleet.value === undefined ? (
        problem === undefined && <SkeletonRows rows={6} label="Reading the team" />
      ) : nodes.value.length === 0 ? (
        <NoTeam />
      ) : (
        <Team at={place.query['at']} />
      )}
    </section>
  )
}

function hint(): string {
  const from = linkFrom.value
  if (from !== undefined)
    return `Now the one that ${nameOf(from)} is to be connected with, or taken apart from. Esc leaves it.`
  if (tool.value === 'connect') return 'Choose two, one after the other. Esc leaves it.'
  if (tool.value === 'hand') return 'Drag to move the canvas. V is back to choosing.'
  return 'Choose one, then another: connected. Again: apart. Places are kept.'
}

function Team({ at }: { readonly at: string | undefined }) {
  const isNarrow = useMediaQuery('(max-width: 45rem)')
  const node = nodes.value.find(({ sessionId }) => sessionId === at)
  const open = (sessionId: string) => {
    dropLink()
    choose(sessionId)
    // Drawn first.
    setTimeout(() => document.querySelector<HTMLElement>('.chatbox textarea, .beside .btn')?.focus())
  }
  const hasChat = node?.group !== undefined
  return (
    <div class="gcols">
      {isNarrow ? <TeamList onOpen={open} /> : <Canvas chosen={node?.sessionId} onChoose={choose} onOpen={open} />}
      {hasChat && at !== undefined && <ChatPanel sessionId={at} onClose={() => choose(undefined)} />}
      {!hasChat && !isNarrow && <ChosenPanel node={node} onOpen={open} />}
    </div>
  )
}

function NoTeam() {
  const others = (liveFleet.value?.processes ?? []).length
  return (
    <div class="empty">
      <h2 class="empty-title">No agent runs that can be connected</h2>
      <p>
        {others > 0
          ? `${plural(others, 'agent')} ${others === 1 ? 'runs' : 'run'}, whose session is not known yet.`
          : 'Those that run stand here, each where you put it. Connect some, and write to all of them at once.'}
      </p>
      <p>
        <button type="button" class="btn is-primary" disabled={!isLive.value} onClick={() => askToDeploy()}>
          Deploy…
        </button>
      </p>
    </div>
  )
}
