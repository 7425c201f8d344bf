/** What waits for one agent, in its order, and why none of it goes out where that is so. */
import { useState } from 'preact/hooks'
import { labelOf } from '../../../core/process/agent-words.ts'
import { isTrouble, isWaiting } from '../../../core/prompts/prompt-states.ts'
import { stopInWords } from '../../../core/prompts/prompt-words.ts'
import { openComposer } from '../compose/compose-open.ts'
import { Link } from '../navigation.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { Activity } from '../processes/row-parts.tsx'
import { goOn } from './queue-actions.tsx'
import type { QueueCard } from './queue-cards.ts'
import { QueueItem } from './queue-item.tsx'
import { nameOfTarget } from './queue-words.ts'
import { WrongItem } from './wrong-item.tsx'

export function SessionQueuePanel({ card, canAct }: { readonly card: QueueCard; readonly canAct: boolean }) {
  const [dragged, setDragged] = useState<string>()
  const { agent, prompts, target } = card
  const { project, name } = agent === undefined ? { project: nameOfTarget(target), name: '' } : labelOf(agent)
  const waiting = prompts.filter(({ state }) => isWaiting(state)).length
  const wrong = prompts.filter(({ state }) => isTrouble(state)).length
  const counts = [waiting > 0 && `${waiting} queued`, wrong > 0 && `${wrong} to look at`].filter(Boolean).join(', ')
  return (
    <section class="panel qagent" aria-label={`Prompts for ${project} ${name}`}>
      <header class="panel-head">
        <h2>
          {project} <span class="name">{name}</span>
        </h2>
        {agent === undefined ? <span class="act is-quiet">session ended</span> : <Activity agent={agent} />}
        <span class="muted fine">{counts}</span>
        {agent?.sessionId && (
          <button type="button" class="btn small" onClick={() => openComposer([agent.id])}>
            <Icon name="plus" size={12} />
            Prompt
          </button>
        )}
      </header>
      <ol class="qlist">
        {prompts.map((prompt, index) =>
          isTrouble(prompt.state) ? (
            <WrongItem key={prompt.id} prompt={prompt} number={index + 1} agentId={agent?.id} canAct={canAct} />
          ) : (
            <QueueItem
              key={prompt.id}
              {...{ prompt, beside: prompts, canAct, dragged }}
              onDrag={(id) => setDragged(id)}
            />
          ),
        )}
      </ol>
      <Note card={card} canAct={canAct} />
    </section>
  )
}

/** A question of the agent holds its queue; so does what went wrong, until a person has looked. */
function Note({
  card: { agent, stop, target, prompts },
  canAct,
}: {
  readonly card: QueueCard
  readonly canAct: boolean
}) {
  const isAnyWaiting = prompts.some(({ state }) => isWaiting(state))
  if (stop !== undefined && isAnyWaiting) {
    const canGoOn = stop.why === 'api-error' || stop.why === 'interrupted'
    return (
      <p class="qnote">
        <Mark name="warn" /> Stands still: {stopInWords(stop, target).why}.{' '}
        {canGoOn && canAct && (
          <button type="button" class="link" onClick={() => void goOn(target.sessionId)}>
            Go on
          </button>
        )}
      </p>
    )
  }
  if (agent?.activity !== 'waiting' || prompts.every(({ state }) => state === 'held')) return null
  return (
    <p class="qnote">
      <Mark name="waiting" /> Held up by its question.{' '}
      <Link to={{ screen: 'waiting', query: { item: agent.id } }}>Answer it</Link> and number 1 goes out when the turn
      ends.
    </p>
  )
}
