/** A word with a sentence behind it, shown on hover and on focus; Esc puts it away. */
import { useId, useState } from 'preact/hooks'

interface HintProps {
  readonly word: string
  readonly sentence: string
  /** What the word is said of, for those who hear it alone: "Today". */
  readonly about: string
}

export function Hint({ word, sentence, about }: HintProps) {
  const id = useId()
  const [isAway, setIsAway] = useState(false)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it watches the button inside, which is what has the focus.
    <span
      class={`hint${isAway ? ' is-away' : ''}`}
      onPointerEnter={() => setIsAway(false)}
      onFocusIn={() => setIsAway(false)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setIsAway(true)
      }}
    >
      <button type="button" class="origin" aria-describedby={id}>
        <span class="sr">{about}: </span>
        {word}
      </button>
      <span role="tooltip" id={id} class="hint-text">
        {sentence}
      </span>
    </span>
  )
}
