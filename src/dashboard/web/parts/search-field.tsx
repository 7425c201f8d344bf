/** The field that `/` leads to. Esc clears it, and then leaves it. */
import type { RefObject } from 'preact'
import { useRef } from 'preact/hooks'
import { useKeys } from '../keys.ts'
import { Icon } from './mark.tsx'

interface SearchFieldProps {
  readonly value: string
  readonly onInput: (value: string) => void
  /** For those who do not see the placeholder. */
  readonly label: string
  readonly placeholder: string
  readonly class?: string
  readonly isInvalid?: boolean
  /** What other keys do; true: it did. */
  readonly onKey?: (key: string) => boolean
  /** For who leads to it in other ways, too. */
  readonly field?: RefObject<HTMLInputElement | null>
}

export function SearchField(props: SearchFieldProps) {
  const { value, onInput, label, placeholder, class: className = '', isInvalid, onKey, field } = props
  const own = useRef<HTMLInputElement>(null)
  const input = field ?? own
  useKeys({ '/': () => input.current?.focus() })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') {
      if (onKey?.(event.key)) event.preventDefault()
      return
    }
    event.preventDefault()
    if (value === '') input.current?.blur()
    else onInput('')
  }
  return (
    <label class={`field search ${className}`}>
      <Icon name="search" size={14} />
      <input
        ref={input}
        type="search"
        value={value}
        placeholder={placeholder}
        aria-label={label}
        aria-invalid={isInvalid}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <kbd>/</kbd>
    </label>
  )
}
