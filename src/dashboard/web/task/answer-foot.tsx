/** What the task's agent asks, below its terminal: the same request as in *Waiting for you*, and the same answer. */
import { useState } from 'preact/hooks'
import type { Task } from '../../../core/tasks/task.ts'
import type { WaitingItem } from '../../../core/waiting/waiting-report.ts'
import { announce } from '../announcer.tsx'
import { isLive, liveFleet } from '../live/live-store.ts'
import { Mark } from '../parts/mark.tsx'
import { useComputed } from '../store.ts'
import '../styles/waiting.css'
import { WordForm } from '../waiting/answer-forms.tsx'
import { headOf } from '../waiting/item-words.ts'
import { useLateKeys } from '../waiting/late-keys.ts'
import { isPanelOpen } from '../waiting/panel-open.ts'
import { answer, chooseNamed, failureOf, isSending, waitingList } from '../waiting/waiting-state.ts'

export interface AsksOf {
  readonly item: WaitingItem | undefined
  /** Once, and nothing that cannot be taken back. */
  readonly allow: () => void
}

export function useAnswerOf({ id, agentId }: Pick<Task, 'id' | 'agentId'>): AsksOf {
  // The look at the machine knows its agent before the task is read again.
  const seen = useComputed(() => liveFleet.value?.processes.find(({ task }) => task?.id === id)?.id).value
  const asker = seen ?? agentId
  const all = waitingList.value.waiting
  const item = all.find((one) => one.agentId === asker && asker !== undefined && one.approval?.state !== 'over')
  const areLate = useLateKeys(item && `${item.id} ${item.approval?.nonce ?? ''}`)
  return {
    item,
    allow() {
      if (item === undefined) return announce('It asks nothing.')
      const { approval } = item
      if (isSending(item.id) || (approval !== undefined && approval.state !== 'open'))
        return announce('Its answer is on its way.')
      if (!isAllowable(item)) return openCard(item)
      if (areLate()) return announce('Another request came. Press the key again.')
      if (isLive.peek()) void answer(item, { answer: 'allow' })
    },
  }
}

/** With one press: all of it stands on the screen above, and it can be taken back. */
const isAllowable = ({ approval }: WaitingItem): boolean =>
  approval?.state === 'open' &&
  approval.irrevocable === undefined &&
  approval.answers.includes('allow') &&
  approval.kind !== 'question' &&
  approval.kind !== 'plan'

function openCard(item: WaitingItem): void {
  chooseNamed(item.id)
  isPanelOpen.value = true
}

export function AnswerFoot({ asks: { item, allow } }: { readonly asks: AsksOf }) {
  const [isDenying, setIsDenying] = useState(false)
  if (item === undefined) return null
  const { approval } = item
  const isOff = !isLive.value || isSending(item.id)
  const failure = failureOf(item.id)
  const canDeny = approval?.state === 'open' && approval.answers.includes('deny')
  const deny = (text?: string) => void answer(item, { answer: 'deny', ...(text !== undefined && { text }) })
  return (
    <>
      {isDenying && canDeny && (
        <div class="term-deny">
          <WordForm
            label="Deny, and tell it why"
            yes="Deny and tell it"
            isDisabled={isOff}
            onSend={(text) => {
              setIsDenying(false)
              deny(text)
            }}
            onBack={() => setIsDenying(false)}
          />
        </div>
      )}
      <div class="tfoot is-you">
        <Mark name="waiting" />
        <b>{headOf(item)}</b>
        {failure !== undefined && <span class="muted clip">{failure.message}</span>}
        <span class="spring" />
        {isAllowable(item) ? (
          <button type="button" class="btn is-primary small" disabled={isOff} onClick={allow}>
            Allow once<kbd>Ctrl Y</kbd>
          </button>
        ) : (
          <button type="button" class="btn is-primary small" onClick={() => openCard(item)}>
            Answer…
          </button>
        )}
        {canDeny && (
          <button
            type="button"
            class="btn small"
            disabled={isOff}
            // A key takes no words.
            onClick={() => (approval?.typedInto === undefined ? setIsDenying(!isDenying) : deny())}
          >
            {approval?.typedInto === undefined ? 'Deny…' : 'Deny'}
          </button>
        )}
        <span class="muted fine wide-only">or answer in the terminal</span>
      </div>
    </>
  )
}
