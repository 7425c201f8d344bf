/** The request that is needed first, in full; answered here only where all of it stands here, and where it can be taken back. */
import { useState } from 'preact/hooks'
import { kindOf } from '../../../agents/kinds.ts'
import type { AnswerName, Approval } from '../../../core/waiting/approval.ts'
import { ranInWords } from '../../../core/waiting/approval-words.ts'
import type { WaitingItem } from '../../../core/waiting/waiting-report.ts'
import { formatDuration } from '../../../core/words/format.ts'
import { isLive } from '../live/live-store.ts'
import { Mark } from '../parts/mark.tsx'
import { Since } from '../parts/since.tsx'
import { WordForm } from '../waiting/answer-forms.tsx'
import { Failed } from '../waiting/card-parts.tsx'
import { nameOf, projectOf } from '../waiting/item-words.ts'
import { isOver } from '../waiting/waiting-list.ts'
import { answer, choose, failureOf, isSending, nextItem } from '../waiting/waiting-state.ts'
import { cardAddress, isAnsweredHere, lineOf, verbOf } from './popover-view.ts'

interface PopoverRequestProps {
  readonly item: WaitingItem
  /** Another one has just come under the pointer. */
  readonly areLate: () => boolean
}

export function PopoverRequest({ item, areLate }: PopoverRequestProps) {
  const { approval, since } = item
  const isDone = isOver(item)
  return (
    <div class="pop-req">
      <p class="w1">
        <Mark name={isDone ? 'ok' : 'waiting'} />
        <span class="p-name">
          <b>{projectOf(item)}</b> <span>{nameOf(item)}</span>
        </span>
        {since !== undefined && !isDone && (
          <time class="p-t" dateTime={since}>
            <Since sinceMs={Date.parse(since)} format={formatDuration} />
          </time>
        )}
      </p>
      {approval?.thing.form === 'command' ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls.
        <pre tabIndex={0}>{approval.thing.text}</pre>
      ) : (
        <p class="pop-why">{lineOf(item)}</p>
      )}
      {isDone && approval !== undefined ? (
        <Outcome approval={approval} />
      ) : (
        <>
          {approval?.irrevocable !== undefined && <p class="pop-why">This cannot be taken back.</p>}
          {approval?.says !== undefined && <p class="pop-why">{approval.says}</p>}
          {item.unreachable !== undefined && <p class="pop-why">It can't be answered from here.</p>}
          <Answers item={item} areLate={areLate} />
        </>
      )}
    </div>
  )
}

function Answers({ item, areLate }: PopoverRequestProps) {
  const [isDenying, setDenying] = useState(false)
  const [isTooSoon, setTooSoon] = useState(false)
  const { approval } = item
  const isDisabled = !isLive.value || isSending(item.id)
  const show = (
    <a class="btn small" href={cardAddress(item)} target="_blank" rel="noopener">
      {verbOf(item)}
    </a>
  )
  if (!isAnsweredHere(approval)) return <p class="btns">{show}</p>
  const may = (name: AnswerName) => approval.answers.includes(name)
  /** A press that was meant for the one before does not answer this one. */
  const once = (act: () => void) => () => {
    setTooSoon(areLate())
    if (!areLate()) act()
  }
  const deny = (text?: string, stops?: true) =>
    void answer(item, { answer: 'deny', ...(text && { text }), ...(stops && { stops }) })
  if (isDenying) {
    return (
      <WordForm
        label={`A word for ${kindOf(approval.agent).displayName}`}
        yes="Deny and tell it"
        stops={approval.stops}
        isDisabled={isDisabled}
        onStop={(text) => deny(text, true)}
        onSend={(text) => deny(text)}
        onBack={() => setDenying(false)}
      />
    )
  }
  return (
    <>
      <p class="btns">
        {may('allow') && (
          <button
            type="button"
            class="btn is-primary small"
            disabled={isDisabled}
            onClick={once(() => void answer(item, { answer: 'allow' }))}
          >
            Allow once
          </button>
        )}
        {may('deny') && (
          <button
            type="button"
            class="btn small"
            disabled={isDisabled}
            // A key that is typed there takes no words.
            onClick={once(() => (approval.typedInto === undefined ? setDenying(true) : deny()))}
          >
            {approval.typedInto === undefined ? 'Deny…' : 'Deny'}
          </button>
        )}
        {show}
      </p>
      {isTooSoon && (
        <p class="pop-why" role="status">
          Another request came here. Look at it, then press again.
        </p>
      )}
      {isSending(item.id) && (
        <p class="pop-why" role="status">
          Sent; waiting to see it taken.
        </p>
      )}
      <Failed failure={failureOf(item.id)} />
    </>
  )
}

function Outcome({ approval: { outcome } }: { readonly approval: Approval }) {
  const next = nextItem.value
  return (
    <>
      <p class="pop-why" role="status">
        {outcome?.message ?? 'It is not asked any more.'}
        {outcome?.ran !== undefined && ` ${ranInWords(outcome.ran)}`}
      </p>
      {next !== undefined && (
        <p class="btns">
          <button type="button" class="btn small" onClick={() => choose(next)}>
            Next: {projectOf(next)}
          </button>
        </p>
      )}
    </>
  )
}
