/** One of many: the browser's own list behind a button of ours. */
import { plainText } from '../../../core/words/text.ts'
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

/** What the address names is among the choices also while their list is on its way, or without it. */
export const withChosen = (
  choices: readonly Choice[],
  chosen: string,
  nameOf: (chosen: string) => string = plainText,
): readonly Choice[] =>
  choices.some(({ value }) => value === chosen) ? choices : [...choices, { value: chosen, label: nameOf(chosen) }]
