/** What a session is called, and the field in its place in which its user calls it otherwise. */
import { useRef, useState } from 'preact/hooks'
import { plainText } from '../../../../core/words/text.ts'
import { isLive } from '../../live/live-store.ts'
import { changeMarks } from './change-marks.ts'

interface RenameProps {
  readonly sessionId: string
  readonly name: string | undefined
}

export function Rename({ sessionId, name = '' }: RenameProps) {
  const [typed, setTyped] = useState<string>()
  const opener = useRef<HTMLButtonElement>(null)
  const leave = () => {
    setTyped(undefined)
    requestAnimationFrame(() => opener.current?.focus())
  }
  const keys = (event: KeyboardEvent) => {
    // The list has keys of its own.
    event.stopPropagation()
    if (event.key === 'Escape') leave()
    else if (event.key === 'Enter') void changeMarks(sessionId, { name: typed ?? '' }, leave)
    else return
    event.preventDefault()
  }
  if (typed === undefined) {
    return (
      <>
        {plainText(name)}{' '}
        <button
          ref={opener}
          type="button"
          class="link fine"
          disabled={!isLive.value}
          onClick={() => setTyped(plainText(name))}
        >
          {name === '' ? 'Name it' : 'Rename'}
        </button>
      </>
    )
  }
  return (
    <input
      class="field rename"
      aria-label="Its name; Enter keeps it, Esc leaves it"
      maxLength={120}
      value={typed}
      ref={(field) => field?.focus()}
      onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      onKeyDown={keys}
    />
  )
}
