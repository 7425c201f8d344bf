/** Every prompt that waits, is under way or went wrong, by agent in the order of need; and what is done. */
import { useEffect } from 'preact/hooks'
import { isWaiting } from '../../../core/prompts/prompt-states.ts'
import { openComposer } from '../compose/compose-open.ts'
import { isLive, liveFleet } from '../live/live-store.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { Segments } from '../parts/segments.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { WorkViews } from '../parts/work-views.tsx'
import type { ScreenProps } from '../screens.ts'
import '../styles/queue.css'
import { DoneList } from './done-list.tsx'
import { holdAll } from './queue-actions.tsx'
import { openPrompts, type QueueCards, queueCards } from './queue-cards.ts'
import { askAgain, followQueue, queue, queueProblem } from './queue-state.ts'
import { SessionQueuePanel } from './session-queue.tsx'

const shortDone = 5

export default function QueueScreen({ place }: ScreenProps) {
  useEffect(followQueue, [])
  const isDoneShown = place.query['show'] === 'done'
  const report = queue.value
  const problem = queueProblem.value
  return (
    <section data-screen="queue" class="screen">
      <h1 class="sr">Queue</h1>
      {problem !== undefined && <AskFailed what="The queue" problem={problem} onRetry={() => void askAgain()} />}
      {report?.problem !== undefined && (
        <p class="notice" role="alert">
          <Mark name="warn" /> {report.problem}
        </p>
      )}
      {report === undefined ? (
        problem === undefined && <SkeletonRows rows={6} label="Reading the queue" />
      ) : (
        <>
          <Toolbar isDoneShown={isDoneShown} />
          {isDoneShown ? (
            <DoneList prompts={report.recent} />
          ) : (
            <Open cards={queueCards(report, liveFleet.value?.processes ?? [])} />
          )}
        </>
      )}
    </section>
  )
}

function Toolbar({ isDoneShown }: { readonly isDoneShown: boolean }) {
  const all = queue.value === undefined ? [] : openPrompts(queue.value)
  const waiting = all.filter(({ state }) => isWaiting(state))
  const isAllHeld = waiting.length > 0 && waiting.every(({ state }) => state === 'held')
  return (
    <div class="toolbar subbar">
      <WorkViews current="queue" />
      <Segments
        label="Show"
        value={isDoneShown ? 'done' : 'open'}
        segments={[
          { value: 'open', label: 'Open', count: all.length },
          { value: 'done', label: 'Done in 24 h', count: queue.value?.recent.length ?? 0 },
        ]}
        onChange={(show) => setQuery({ show: show === 'done' ? show : '' })}
      />
      <div class="toolbar-end">
        {waiting.length > 0 && (
          <button type="button" class="btn" disabled={!isLive.value} onClick={() => void holdAll(!isAllHeld)}>
            <Icon name={isAllHeld ? 'play' : 'pause'} size={14} />
            {isAllHeld ? 'Release all' : 'Hold all'}
          </button>
        )}
        <button type="button" class="btn is-primary" onClick={() => openComposer()}>
          <Icon name="plus" size={14} />
          Prompt<kbd class="wide-only">p</kbd>
        </button>
      </div>
    </div>
  )
}

function Open({ cards: { open, wrong } }: { readonly cards: QueueCards }) {
  const recent = queue.value?.recent ?? []
  if (open.length + wrong.length === 0) {
    return (
      <>
        <NothingWaits />
        <DoneList prompts={recent} most={shortDone} />
      </>
    )
  }
  const canAct = isLive.value
  const panel = (card: QueueCards['open'][number]) => (
    <SessionQueuePanel key={card.target.sessionId} card={card} canAct={canAct} />
  )
  return (
    <div class="qcols">
      <div>{open.map(panel)}</div>
      <div>
        {wrong.map(panel)}
        <DoneList prompts={recent} most={shortDone} />
        <p class="fine muted states">
          queued <span>→</span> sent <span>→</span> delivered (its records have it) <span>→</span> done (the turn
          ended). Never sent twice by itself.
        </p>
      </div>
    </div>
  )
}

const NothingWaits = () => (
  <div class="empty">
    <h2 class="empty-title">No prompt waits</h2>
    <p>
      What you send to an agent that works waits here until its turn has come, also with no page open. From a terminal:
      <code> tce send web-frontend "Now the same for the address form"</code>
    </p>
  </div>
)
