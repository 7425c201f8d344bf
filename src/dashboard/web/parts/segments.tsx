/** One of a few, side by side. Each is a button that is pressed or not; with `icon` the label is read only. */
import type { IconName, MarkName } from './mark.tsx'
import { Icon, Mark } from './mark.tsx'

export interface Segment<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly mark?: MarkName | undefined
  readonly icon?: IconName | undefined
  readonly count?: number | undefined
}

interface SegmentsProps<Value extends string> {
  readonly label: string
  readonly segments: readonly Segment<Value>[]
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly class?: string
}

export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const { label, segments, value, onChange, class: className = '' } = props
  return (
    <fieldset class={`seg ${className}`} aria-label={label}>
      {segments.map((segment) => (
        <button
          key={segment.value}
          type="button"
          aria-pressed={segment.value === value}
          aria-label={segment.icon && segment.label}
          title={segment.icon && segment.label}
          onClick={() => onChange(segment.value)}
        >
          {segment.mark && <Mark name={segment.mark} />}
          {segment.icon ? <Icon name={segment.icon} size={14} /> : segment.label}
          {segment.count !== undefined && <span>{segment.count}</span>}
        </button>
      ))}
    </fieldset>
  )
}
