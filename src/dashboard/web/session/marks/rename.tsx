/** What a session is called, and the field in its place in which its user calls it otherwise. */
import type { Ref } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { plainText } from '../../../../core/words/text.ts'
import { isLive } from '../../live/live-store.ts'
import { Icon } from '../../parts/mark.tsx'
import { changeMarks } from './change-marks.ts'

interface NameFieldProps {
  readonly sessionId: string
  /** As it is called now. */
  readonly name: string
  /** It was kept, or left as it was. */
  readonly onDone: () => void
}

/** Has the focus from the start. */
export function NameField({ sessionId, name, onDone }: NameFieldProps) {
  const [typed, setTyped] = useState(() => plainText(name))
  const field = useRef<HTMLInputElement>(null)
  const keys = (event: KeyboardEvent) => {
    // The list has keys of its own.
    event.stopPropagation()
    if (event.key === 'Escape') onDone()
    else if (event.key === 'Enter') void changeMarks(sessionId, { name: typed }, onDone)
    else return
    event.preventDefault()
  }
  return (
    <input
      class="field rename"
      aria-label="Its name; Enter keeps it, Esc leaves it"
      maxLength={120}
      value={typed}
      ref={(one) => {
        if (field.current === null) one?.focus()
        field.current = one
      }}
      onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      onKeyDown={keys}
    />
  )
}

interface NamePencilProps {
  readonly name: string | undefined
  /** Whose it is. */
  readonly label: string
  readonly onClick: () => void
  readonly opener?: Ref<HTMLButtonElement>
  readonly isReachedByTab?: boolean
}

/** Beside a name it would take its room: it comes with the pointer or the focus. */
export const NamePencil = ({ name = '', label, onClick, opener, isReachedByTab = false }: NamePencilProps) => (
  <button
    {...(opener !== undefined && { ref: opener })}
    type="button"
    class="icon-btn name-pencil"
    tabIndex={isReachedByTab ? 0 : -1}
    aria-label={`${name === '' ? 'Name' : 'Rename'} ${label}`}
    title={name === '' ? 'Name it' : 'Rename'}
    disabled={!isLive.value}
    onClick={onClick}
  >
    <Icon name="pencil" size={14} />
  </button>
)

interface RenameProps {
  readonly sessionId: string
  readonly name: string | undefined
  /** The field stands there from the start: somebody came to name it. */
  readonly isOpenAtFirst?: boolean
  readonly onDone?: () => void
}

export function Rename({ sessionId, name = '', isOpenAtFirst = false, onDone }: RenameProps) {
  const [isOpen, setIsOpen] = useState(isOpenAtFirst)
  const opener = useRef<HTMLButtonElement>(null)
  if (isOpen) {
    const leave = () => {
      setIsOpen(false)
      onDone?.()
      requestAnimationFrame(() => opener.current?.focus())
    }
    return <NameField sessionId={sessionId} name={name} onDone={leave} />
  }
  return (
    <>
      {plainText(name)}{' '}
      <button ref={opener} type="button" class="link fine" disabled={!isLive.value} onClick={() => setIsOpen(true)}>
        {name === '' ? 'Name it' : 'Rename'}
      </button>
    </>
  )
}
