/** Questions, one after the other: a number chooses, Enter goes on, and all answers go together at the end. */
import { useRef, useState } from 'preact/hooks'
import type { AskedQuestion } from '../../../core/waiting/approval.ts'

/** What is chosen of one question: labels, and words of one's own. */
interface Chosen {
  readonly labels: readonly string[]
  readonly other: string
}

const nothing: Chosen = { labels: [], other: '' }

export interface QuestionControls {
  /** The option of this number, or the field for words of one's own. */
  readonly onNumber: (number: number) => void
  readonly onEnter: () => void
}

export interface QuestionState extends QuestionControls {
  readonly place: number
  readonly chosen: readonly Chosen[]
  readonly canGoOn: boolean
  readonly other: { readonly current: HTMLInputElement | null }
  readonly toggle: (label: string) => void
  readonly write: (text: string) => void
  readonly goTo: (place: number) => void
}

export function useQuestions(
  questions: readonly AskedQuestion[],
  onSend: (choices: readonly (readonly string[])[]) => void,
): QuestionState {
  const [place, setPlace] = useState(0)
  const [chosen, setChosen] = useState<readonly Chosen[]>([])
  const other = useRef<HTMLInputElement>(null)
  const question = questions[place]
  const here = chosen[place] ?? nothing
  const change = (next: Chosen) =>
    setChosen(questions.map((_, index) => (index === place ? next : (chosen[index] ?? nothing))))
  const toggle = (label: string) => {
    if (question?.isMultiple !== true) return change({ labels: [label], other: '' })
    const labels = here.labels.includes(label) ? here.labels.filter((one) => one !== label) : [...here.labels, label]
    change({ ...here, labels })
  }
  const canGoOn = choicesOf(here).length > 0
  const onEnter = () => {
    if (!canGoOn) return
    if (place < questions.length - 1) setPlace(place + 1)
    else onSend(questions.map((_, index) => choicesOf(chosen[index] ?? nothing)))
  }
  return {
    place,
    chosen,
    canGoOn,
    other,
    toggle,
    write: (text) => change(question?.isMultiple === true ? { ...here, other: text } : { labels: [], other: text }),
    goTo: setPlace,
    onNumber(number) {
      const option = question?.options[number - 1]
      if (option !== undefined) toggle(option.label)
      else if (number === (question?.options.length ?? 0) + 1) other.current?.focus()
    },
    onEnter,
  }
}

const choicesOf = ({ labels, other }: Chosen): readonly string[] =>
  other.trim() === '' ? labels : [...labels, other.trim()]

interface QuestionFormProps {
  readonly questions: readonly AskedQuestion[]
  readonly state: QuestionState
  /** Whether words of one's own are taken. */
  readonly takesWords: boolean
}

export function QuestionForm({ questions, state, takesWords }: QuestionFormProps) {
  const { place, chosen, other, toggle, write, goTo, onEnter } = state
  const question = questions[place]
  if (question === undefined) return null
  const here = chosen[place] ?? nothing
  const { options, isMultiple } = question
  return (
    <div class="deny">
      {questions.length > 1 && (
        <ol class="qsteps">
          {questions.map(({ header, question: text }, index) => (
            <li key={text} aria-current={index === place ? 'step' : undefined}>
              <button type="button" class="plain" disabled={index > place} onClick={() => goTo(index)}>
                {index + 1} {header ?? 'Question'}
              </button>
            </li>
          ))}
        </ol>
      )}
      <fieldset class="opts" key={place}>
        <legend class="q">{question.question}</legend>
        {options.map(({ label, description }, index) => (
          <label key={label} class={`opt big${here.labels.includes(label) ? ' is-on' : ''}`}>
            {index < 9 && <kbd>{index + 1}</kbd>}
            <input
              type={isMultiple ? 'checkbox' : 'radio'}
              name="answer"
              checked={here.labels.includes(label)}
              onChange={() => toggle(label)}
            />
            <span>
              <b>{label}</b>
              {description !== undefined && <small>{description}</small>}
            </span>
          </label>
        ))}
        {takesWords && (
          <label class="other">
            {options.length < 9 && <kbd>{options.length + 1}</kbd>} Something else
            <input
              ref={other}
              class="field"
              type="text"
              placeholder="Type your answer"
              value={here.other}
              onInput={(event) => write(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && !event.isComposing) onEnter()
                else if (event.key === 'Escape') event.currentTarget.blur()
                else return
                event.preventDefault()
                event.stopPropagation()
              }}
            />
          </label>
        )}
      </fieldset>
    </div>
  )
}
