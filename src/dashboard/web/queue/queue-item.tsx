/** One prompt that waits: its place, its text, when it goes, and what can be done to it. */
import { useState } from 'preact/hooks'
import type { PromptReport } from '../../../core/prompts/prompt-report.ts'
import { isWaiting } from '../../../core/prompts/prompt-states.ts'
import { Icon, Mark } from '../parts/mark.tsx'
import { EditPrompt } from './edit-prompt.tsx'
import { changePrompt, movePrompt, takeOut, wholePrompt } from './queue-actions.tsx'
import { placeBeside, placeOn } from './queue-cards.ts'
import { stateText, whenText } from './queue-words.ts'

export interface QueueItemProps {
  readonly prompt: PromptReport
  /** All of its session, in their order. */
  readonly beside: readonly PromptReport[]
  readonly canAct: boolean
  /** The one that is dragged at this moment. */
  readonly dragged: string | undefined
  readonly onDrag: (id: string | undefined) => void
}

const steps: Readonly<Record<string, 1 | -1>> = { ArrowUp: -1, ArrowDown: 1 }

export function QueueItem({ prompt, beside, canAct, dragged, onDrag }: QueueItemProps) {
  const [edited, setEdited] = useState<PromptReport>()
  const { id, text, reason } = prompt
  const number = beside.indexOf(prompt) + 1
  const canMove = canAct && isWaiting(prompt.state)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (!event.altKey || step === undefined || !canMove || edited !== undefined) return
    event.preventDefault()
    void movePrompt(id, placeBeside(beside, id, step))
  }
  if (edited !== undefined) {
    return (
      <li class="qitem is-edited">
        <EditPrompt prompt={edited} onClose={() => setEdited(undefined)} />
      </li>
    )
  }
  return (
    <li
      class={`qitem${dragged === id ? ' is-drag' : ''}`}
      draggable={canMove}
      onKeyDown={onKeyDown}
      onDragStart={() => onDrag(id)}
      onDragEnd={() => onDrag(undefined)}
      onDragOver={(event) =>
        dragged !== undefined && placeOn(beside, dragged, id) !== undefined && event.preventDefault()
      }
      onDrop={(event) => {
        event.preventDefault()
        if (dragged !== undefined) void movePrompt(dragged, placeOn(beside, dragged, id))
      }}
    >
      <Grip number={number} canMove={canMove} state={prompt.state} />
      <span class="qn">{number}</span>
      <p class="qt clip" title={text}>
        {text}
      </p>
      <span class="qw">{whenText(prompt, beside, Date.now())}</span>
      <span class="qs muted">{stateText(prompt)}</span>
      <span class="qd">
        {isWaiting(prompt.state) && (
          <Deeds prompt={prompt} canAct={canAct} onEdit={async () => setEdited(await wholePrompt(id))} />
        )}
      </span>
      {reason !== undefined && <p class="qwhy">{reason}</p>}
    </li>
  )
}

interface GripProps {
  readonly number: number
  readonly canMove: boolean
  readonly state: PromptReport['state']
}

/** With the focus on it, or anywhere in its row, Alt and an arrow move it. */
function Grip({ number, canMove, state }: GripProps) {
  if (!isWaiting(state)) {
    return (
      <span class="grip">
        <Mark name="busy" />
      </span>
    )
  }
  const label = `Number ${number}: move it with Alt and the arrow keys, or drag it`
  return (
    <button type="button" class="grip" aria-label={label} title={label} disabled={!canMove}>
      <Icon name="grip" size={14} />
    </button>
  )
}

interface DeedsProps {
  readonly prompt: PromptReport
  readonly canAct: boolean
  readonly onEdit: () => unknown
}

function Deeds({ prompt: { id, state }, canAct, onEdit }: DeedsProps) {
  const isHeld = state === 'held'
  const hold = isHeld ? 'Release' : 'Hold'
  const deeds = [
    { label: 'Edit', icon: 'pencil', act: onEdit },
    {
      label: hold,
      icon: isHeld ? 'play' : 'pause',
      act: () => void changePrompt(id, { do: isHeld ? 'release' : 'hold' }),
    },
    { label: 'Take out', icon: 'x', act: () => void takeOut(id) },
  ] as const
  return (
    <>
      {deeds.map(({ label, icon, act }) => (
        <button
          key={icon}
          type="button"
          class="icon-btn"
          aria-label={`${label} ${id}`}
          title={label}
          disabled={!canAct}
          onClick={() => void act()}
        >
          <Icon name={icon} size={14} />
        </button>
      ))}
    </>
  )
}
