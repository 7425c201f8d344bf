/** Several permissions, each listed in full, answered once each with one press. */
import { useState } from 'preact/hooks'
import type { WaitingItem } from '../../../core/waiting/waiting-report.ts'
import { formatDuration } from '../../../core/words/format.ts'
import { isLive } from '../live/live-store.ts'
import { Mark } from '../parts/mark.tsx'
import { Since } from '../parts/since.tsx'
import { WordForm } from './answer-forms.tsx'
import { AskedThingView } from './asked-thing.tsx'
import { Failed, useCardKeys } from './card-parts.tsx'
import { nameOf, projectOf } from './item-words.ts'
import { answer, failureOf, isSending, pickNone } from './waiting-state.ts'

interface BatchCardProps {
  readonly items: readonly WaitingItem[]
  readonly areLate: () => boolean
}

export function BatchCard({ items, areLate }: BatchCardProps) {
  const [isDenying, setDenying] = useState(false)
  const isDisabled = !isLive.value || items.some(({ id }) => isSending(id))
  /** Each carries its own number, so that one that changed meanwhile is refused, stays and is named. */
  const send = (given: Parameters<typeof answer>[1]) => {
    for (const item of items) void answer(item, given, { isBatch: true })
  }
  const allow = () => send({ answer: 'allow' })
  const keys = isDisabled || isDenying ? {} : { y: allow, n: () => setDenying(true) }
  useCardKeys({ Escape: pickNone }, keys, areLate)
  const count = items.length
  return (
    <article class="req" aria-label={`${count} requests chosen`}>
      <header>
        <p class="req-kind">
          <Mark name="waiting" />
          <b>{count === 1 ? '1 request chosen' : `${count} requests chosen`}</b>
        </p>
        <h2 class="req-name">{count === 1 ? 'Allow this one, once?' : `Allow these ${count}, once each?`}</h2>
      </header>
      <ul class="batch">
        {items.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ul>
      {isDenying ? (
        <WordForm
          label={count === 1 ? 'A word for it' : `A word for all ${count}`}
          yes={`Deny ${count}`}
          isDisabled={isDisabled}
          onSend={(text) => send({ answer: 'deny', text })}
          onBack={() => setDenying(false)}
        />
      ) : (
        <p class="answers">
          <button type="button" class="btn is-primary" disabled={isDisabled} onClick={allow}>
            Allow {count} once<kbd>y</kbd>
          </button>
          <button type="button" class="btn" disabled={isDisabled} onClick={() => setDenying(true)}>
            Deny {count}…<kbd>n</kbd>
          </button>
          <button type="button" class="btn" onClick={pickNone}>
            Choose none<kbd>Esc</kbd>
          </button>
        </p>
      )}
      <p class="via">
        Only permission requests can be chosen together; questions, plans and what cannot be taken back are answered one
        by one. Each is checked again just before it is sent; one that changed stays and is named.
      </p>
    </article>
  )
}

function Row({ item }: { readonly item: WaitingItem }) {
  const { approval, since } = item
  return (
    <li>
      <Mark name="waiting" />
      <span class="pn">
        <b>{projectOf(item)}</b> {nameOf(item)}
      </span>
      <div class="what">
        {approval?.thing.form === 'command' ? (
          <code class="mono">{approval.thing.text}</code>
        ) : (
          approval && <AskedThingView thing={approval.thing} irrevocable={undefined} />
        )}
        <Failed failure={failureOf(item.id)} />
      </div>
      {since !== undefined && (
        <time dateTime={since}>
          <Since sinceMs={Date.parse(since)} format={formatDuration} />
        </time>
      )}
    </li>
  )
}
