/** A button that opens a short list of what can be done. Arrows walk it, Esc closes it and gives the focus back. */
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { Icon, type IconName } from './mark.tsx'
import { useLeave } from './use-leave.ts'
import '../styles/menu.css'

export interface MenuItem {
  readonly label: string
  readonly icon: IconName
  readonly act: () => unknown
  readonly isDanger?: boolean
}

interface MenuProps {
  /** "More for payments-api, retry-docs" */
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly isDisabled?: boolean
  readonly tabIndex?: number
}

export function Menu({ label, items, isDisabled = false, tabIndex }: MenuProps) {
  const id = useId()
  const [isOpen, setIsOpen] = useState(false)
  const root = useRef<HTMLSpanElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isOpen) entriesIn(root.current)[0]?.focus()
  }, [isOpen])
  useLeave(root, isOpen, () => setIsOpen(false))
  const close = () => {
    setIsOpen(false)
    button.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen) return
    const all = entriesIn(root.current)
    const at = all.indexOf(document.activeElement as HTMLElement)
    if (event.key === 'Escape' || event.key === 'Tab') close()
    else if (event.key === 'ArrowDown') all[(at + 1) % all.length]?.focus()
    else if (event.key === 'ArrowUp') all[(at + all.length - 1) % all.length]?.focus()
    else if (event.key === 'Home') all[0]?.focus()
    else if (event.key === 'End') all.at(-1)?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the list that its button opened.
    <span ref={root} class="deeds-at" onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="icon-btn"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        disabled={isDisabled}
        tabIndex={tabIndex}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name="more" size={14} />
      </button>
      {isOpen && (
        <div id={id} class="deeds" role="menu" aria-label={label}>
          {items.map(({ label: name, icon, act, isDanger = false }) => (
            <button
              key={name}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={isDanger ? 'is-danger' : undefined}
              onClick={() => {
                close()
                act()
              }}
            >
              <Icon name={icon} size={14} />
              {name}
            </button>
          ))}
        </div>
      )}
    </span>
  )
}

const entriesIn = (root: HTMLElement | null): readonly HTMLElement[] => [
  ...(root?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? []),
]
