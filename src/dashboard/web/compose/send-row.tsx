/** When it goes, and the button that says what it does. What several get, or what throws something away, is asked about once. */
import { useState } from 'preact/hooks'
import { labelOf } from '../../../core/process/agent-words.ts'
import { plural } from '../../../core/words/format.ts'
import { isLive } from '../live/live-store.ts'
import { Ask } from '../parts/ask.tsx'
import { copyText } from '../parts/copy-button.tsx'
import { Icon } from '../parts/mark.tsx'
import { Segments } from '../parts/segments.tsx'
import { Select } from '../parts/select.tsx'
import { openPrompts } from '../queue/queue-cards.ts'
import { queue } from '../queue/queue-state.ts'
import {
  after,
  atTime,
  commandName,
  fates,
  isSending,
  nextHour,
  reachable,
  sendAll,
  targets,
  type When,
  when,
  wholeText,
} from './compose-state.ts'
import { breakWords, verbFor } from './compose-words.ts'
import { FateTable } from './fate.tsx'
import { commandNamed } from './library-state.ts'

const whens: readonly { readonly value: When; readonly label: string }[] = [
  { value: 'now', label: 'Now' },
  { value: 'idle', label: 'When idle' },
  { value: 'turn-end', label: 'At turn end' },
  { value: 'interrupt', label: 'Interrupt' },
  { value: 'at', label: 'At a time' },
  { value: 'after', label: 'After another' },
]

/** What the button does, and whether it may. */
export function useSending() {
  const [isAsked, setIsAsked] = useState(false)
  const [agent] = targets.value
  const count = reachable.value.length
  const losing = commandNamed(commandName.value)?.caution === 'asks'
  const isEmpty = wholeText.value.trim() === ''
  const isTimed = when.value !== 'at' || atTime.value !== ''
  const canSend = isLive.value && !isEmpty && count > 0 && isTimed && !isSending.value
  // Whatever was foreseen of it last: nothing is interrupted without a question.
  const isInterrupt = when.value === 'interrupt'
  const hasToCopy = count === 0 && !isEmpty && agent !== undefined && fates.value.has(agent.id)
  const send = () => {
    if (hasToCopy) void copyText(wholeText.peek().split('\n'), 'prompt')
    else if (!canSend) return
    else if (targets.peek().length > 1 || losing || isInterrupt) setIsAsked(true)
    else void sendAll()
  }
  const answer = (isYes: boolean) => {
    setIsAsked(false)
    if (isYes) void sendAll()
  }
  return { canSend, hasToCopy, losing, isInterrupt, send, isAsked, answer }
}

export type Sending = ReturnType<typeof useSending>

export function SendRow({ sending }: { readonly sending: Sending }) {
  const { canSend, hasToCopy, losing, isInterrupt, send, isAsked, answer } = sending
  const open = queue.value === undefined ? [] : openPrompts(queue.value)
  const chooseWhen = (next: When) => {
    when.value = next
    if (next === 'at' && atTime.peek() === '') atTime.value = nextHour()
    if (next === 'after') after.value = open.find(({ id }) => id === after.peek())?.id ?? open[0]?.id ?? ''
  }
  return (
    <div class="sendrow">
      <Segments
        label="When"
        value={when.value}
        segments={whens.filter(({ value }) => value === when.value || isOffered(value, open.length))}
        onChange={chooseWhen}
      />
      {when.value === 'at' && (
        <input
          type="datetime-local"
          class="field"
          aria-label="At which time"
          value={atTime.value}
          onInput={({ currentTarget }) => {
            atTime.value = currentTarget.value
          }}
        />
      )}
      {when.value === 'after' && (
        <Select
          class="is-bounded"
          label="After which prompt"
          value={after.value}
          choices={open.map(({ id, text }) => ({ value: id, label: `${id} ${text}` }))}
          onChange={(id) => {
            after.value = id
          }}
        />
      )}
      <span class="spring" />
      <button type="button" class="btn is-primary" disabled={!canSend && !hasToCopy} onClick={send}>
        <Icon name={hasToCopy ? 'copy' : 'send'} size={14} />
        {buttonText(hasToCopy)}
        <kbd class="wide-only">Ctrl ⏎</kbd>
      </button>
      {isAsked && <Question losing={losing} isInterrupt={isInterrupt} onAnswer={answer} />}
    </div>
  )
}

/** One agent at a time is interrupted, while it works. */
function isOffered(value: When, openCount: number): boolean {
  if (value === 'interrupt') return targets.value.length === 1 && targets.value[0]?.activity === 'busy'
  return value !== 'after' || openCount > 0
}

function buttonText(hasToCopy: boolean): string {
  const [agent] = targets.value
  const fate = agent && fates.value.get(agent.id)
  if (hasToCopy) return 'Copy prompt'
  if (targets.value.length > 1) return `Send to ${plural(reachable.value.length, 'agent')}…`
  return fate !== undefined && 'foreseen' in fate ? verbFor(fate.foreseen, atTime.value.slice(11)) : 'Send'
}

interface QuestionProps extends Pick<Sending, 'losing' | 'isInterrupt'> {
  readonly onAnswer: (isYes: boolean) => void
}

function Question({ losing, isInterrupt, onAnswer }: QuestionProps) {
  const many = targets.value.length > 1
  const [first] = targets.value
  const whom = many ? plural(reachable.value.length, 'agent') : first && labelOf(first).project
  return (
    <Ask
      title={isInterrupt ? `Interrupt ${whom}?` : `Send to ${whom}?`}
      yes={isInterrupt ? 'Interrupt and send' : `Send to ${whom}`}
      no={isInterrupt ? 'Let it go on' : 'Leave it'}
      onAnswer={onAnswer}
    >
      {isInterrupt && (
        <p>
          {breakWords(fates.value.get(first?.id ?? ''))} What it is at ends there, nothing else is lost; then it gets
          this:
        </p>
      )}
      {losing && (
        <p>
          <code>{commandName.value}</code>: {commandNamed(commandName.value)?.does}. That can’t be taken back.
        </p>
      )}
      <p class="well mono">{wholeText.value}</p>
      {many && <FateTable />}
    </Ask>
  )
}
