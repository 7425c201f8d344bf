/** What is asked before an answer goes: a word for the agent, what "always" reaches, and the word for what cannot be taken back. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { type AlwaysWhat, alwaysWhats, reachNote, reachWords } from '../../../core/waiting/always-words.ts'
import type { AlwaysOffer, Asked } from '../../../core/waiting/approval.ts'

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
  /** Its turn can be stopped with it. */
  readonly stops?: Asked['stops']
  readonly onStop?: (text: string) => void
  readonly onSend: (text: string) => void
}

/** May be empty; Enter sends, Shift+Enter is a new line. */
export function WordForm({ label, yes, quick = [], stops, isDisabled, onStop, onSend, onBack }: WordFormProps) {
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
        {stops !== undefined && onStop !== undefined && (
          <button
            type="button"
            class="btn"
            // Where a word would get lost none is given.
            disabled={isDisabled || (stops === 'without-words' && text.trim() !== '')}
            onClick={() => onStop(text.trim())}
          >
            Deny and stop the turn
          </button>
        )}
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

interface AlwaysFormProps extends FormProps {
  readonly offers: readonly AlwaysOffer[]
  readonly onAlways: (offer: AlwaysOffer) => void
  readonly onOnce: () => void
}

/** What, and where: the narrowest is chosen. */
export function AlwaysForm({ offers, isDisabled, onAlways, onOnce, onBack }: AlwaysFormProps) {
  const whats = alwaysWhats(offers)
  const [place, setPlace] = useState(0)
  const [reach, setReach] = useState<AlwaysOffer['reach']>('session')
  const what = whats[place]
  const chosen = what?.places.find((one) => one.reach === reach) ?? what?.places[0]
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
      <fieldset class="opts always" ref={focusFirst}>
        <legend>From now on, without asking</legend>
        {whats.map(({ words, meaning }, index) => (
          <Option key={words} name="what" isOn={index === place} onChoose={() => setPlace(index)} words={words}>
            {meaning}
          </Option>
        ))}
      </fieldset>
      {what !== undefined && <Places what={what} chosen={chosen} onChoose={setReach} />}
      {chosen !== undefined && chosen.rules.length > 0 && (
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
          <kbd>y</kbd>
        </button>
        <BackButton onBack={onBack} />
      </p>
    </form>
  )
}

interface PlacesProps {
  readonly what: AlwaysWhat
  readonly chosen: AlwaysOffer | undefined
  readonly onChoose: (reach: AlwaysOffer['reach']) => void
}

const Places = ({ what, chosen, onChoose }: PlacesProps) => (
  <fieldset class="opts always">
    <legend>Where</legend>
    {what.places.map((one) => (
      <Option
        key={one.id}
        name="where"
        isOn={one.id === chosen?.id}
        onChoose={() => onChoose(one.reach)}
        words={reachWords(one)}
      >
        {reachNote(one)}
      </Option>
    ))}
  </fieldset>
)

interface OptionProps {
  readonly name: string
  readonly isOn: boolean
  readonly words: string
  readonly onChoose: () => void
  readonly children: string | undefined
}

const Option = ({ name, isOn, words, onChoose, children }: OptionProps) => (
  <label class={`opt${isOn ? ' is-on' : ''}`}>
    <input type="radio" name={name} checked={isOn} onChange={onChoose} />
    <span>
      <b>{words}</b>
      {children !== undefined && <small>{children}</small>}
    </span>
  </label>
)

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
