/** The field that `/` leads to. Esc clears it, and then leaves it. */
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
}

export function SearchField({ value, onInput, label, placeholder, class: className = '' }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  useKeys({ '/': () => input.current?.focus() })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
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
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <kbd>/</kbd>
    </label>
  )
}
