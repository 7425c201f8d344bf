/** One of many: the browser's own list behind a button of ours. */
import { Icon } from './mark.tsx'

export interface Choice {
  readonly value: string
  readonly label: string
}

interface SelectProps {
  readonly label: string
  readonly value: string
  readonly choices: readonly Choice[]
  readonly onChange: (value: string) => void
  readonly class?: string
}

export function Select({ label, value, choices, onChange, class: className = '' }: SelectProps) {
  return (
    <span class={`choice ${className}`}>
      <select
        class="btn"
        aria-label={label}
        title={choices.find((choice) => choice.value === value)?.label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
      <Icon name="down" size={12} />
    </span>
  )
}
