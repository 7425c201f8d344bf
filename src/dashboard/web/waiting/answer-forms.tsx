/** What is asked before an answer goes: a word for the agent, what "always" reaches, and the word for what cannot be taken back. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { AlwaysOffer, AlwaysReach } from '../../../core/waiting/approval.ts'

interface FormProps {
  readonly isDisabled: boolean
  readonly onBack: () => void
}

/** Esc is typed into a field here, and leads back. */
const backOnEscape = (onBack: () => void) => (event: KeyboardEvent) => {
  if (event.key !== 'Escape') return
  event.preventDefault()
  event.stopPropagation()
  onBack()
}

export interface WordFormProps extends FormProps {
  readonly label: string
  readonly yes: string
  /** Words that are often wanted: a press puts one there. */
  readonly quick?: readonly string[]
  readonly onSend: (text: string) => void
}

/** May be empty; Enter sends, Shift+Enter is a new line. */
export function WordForm({ label, yes, quick = [], isDisabled, onSend, onBack }: WordFormProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const back = backOnEscape(onBack)
  // It is what a key or a button asked for.
  useEffect(() => area.current?.focus(), [])
  return (
    <form
      class="deny"
      onSubmit={(event) => {
        event.preventDefault()
        onSend(text.trim())
      }}
    >
      <label>
        <span>
          {label} <span class="muted">(may be empty)</span>
        </span>
        <textarea
          rows={2}
          ref={area}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            back(event)
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
            event.preventDefault()
            if (!isDisabled) onSend(text.trim())
          }}
        />
      </label>
      {quick.length > 0 && (
        <p class="quick">
          {quick.map((words) => (
            <button
              key={words}
              type="button"
              class="chipbtn"
              onClick={() => {
                setText(words)
                area.current?.focus()
              }}
            >
              {words}
            </button>
          ))}
        </p>
      )}
      <p class="answers">
        <button type="submit" class="btn is-danger-fill" disabled={isDisabled}>
          {yes}
          <kbd>⏎</kbd>
        </button>
        <BackButton onBack={onBack} />
      </p>
    </form>
  )
}

/** It is what a key or a button asked for. */
const focusOnce = (element: HTMLElement | null) => element?.focus()

const BackButton = ({ onBack }: { readonly onBack: () => void }) => (
  <button type="button" class="btn" onClick={onBack}>
    Back
    <kbd>Esc</kbd>
  </button>
)

const reachWords: Readonly<Record<AlwaysReach, readonly [string, string]>> = {
  session: ['This session', 'gone when it ends'],
  'project-me': ['This project, only you', ''],
  project: ['This project, everybody', 'goes into git'],
  user: ['All your projects', ''],
}

interface AlwaysFormProps extends FormProps {
  readonly offers: readonly AlwaysOffer[]
  readonly onAlways: (offer: AlwaysOffer) => void
  readonly onOnce: () => void
}

/** The narrowest is chosen. */
export function AlwaysForm({ offers, isDisabled, onAlways, onOnce, onBack }: AlwaysFormProps) {
  const [id, setId] = useState(offers[0]?.id)
  const chosen = offers.find((offer) => offer.id === id)
  const back = backOnEscape(onBack)
  return (
    <form
      class="deny"
      onKeyDown={back}
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen !== undefined) onAlways(chosen)
      }}
    >
      <fieldset class="opts" ref={focusFirst}>
        <legend>From now on, without asking</legend>
        {offers.map((offer) => (
          <label key={offer.id} class={`opt${offer.id === id ? ' is-on' : ''}`}>
            <input
              type="radio"
              name="always"
              value={offer.id}
              checked={offer.id === id}
              onChange={() => setId(offer.id)}
            />
            <span>
              <b>{offer.words}</b>
              <small>{[...reachWords[offer.reach], offer.file ?? ''].filter(Boolean).join(', ')}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {chosen && (
        <p class="rule">
          {chosen.rules.length === 1 ? 'Rule' : 'Rules'} <code class="mono">{chosen.rules.join('  ')}</code>
        </p>
      )}
      <p class="answers">
        <button type="submit" class="btn is-primary" disabled={isDisabled || chosen === undefined}>
          Allow and remember
          <kbd>⏎</kbd>
        </button>
        <button type="button" class="btn" disabled={isDisabled} onClick={onOnce}>
          Allow once only
        </button>
        <BackButton onBack={onBack} />
      </p>
    </form>
  )
}

const focusFirst = (element: HTMLElement | null) => element?.querySelector('input')?.focus()

const asked = 'allow'

interface IrrevocableFormProps extends FormProps {
  readonly onAllow: (word: string) => void
}

export function IrrevocableForm({ isDisabled, onAllow, onBack }: IrrevocableFormProps) {
  const [word, setWord] = useState('')
  return (
    <form
      class="deny"
      onSubmit={(event) => {
        event.preventDefault()
        if (word.trim() === asked) onAllow(asked)
      }}
    >
      <label>
        <span>
          Type <b>{asked}</b> to allow it once
        </span>
        <input
          class="field"
          type="text"
          autocomplete="off"
          spellcheck={false}
          ref={focusOnce}
          value={word}
          onInput={(event) => setWord(event.currentTarget.value)}
          onKeyDown={backOnEscape(onBack)}
        />
      </label>
      <p class="answers">
        <BackButton onBack={onBack} />
        <button type="submit" class="btn is-danger-fill" disabled={isDisabled || word.trim() !== asked}>
          Allow once
          <kbd>⏎</kbd>
        </button>
      </p>
    </form>
  )
}
