/** A line of a form: its name, its field, what it means. What config.toml says can be changed there alone. */
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import type { Origin } from '../../../core/tasks/project.ts'

interface FormLineProps {
  readonly label: string
  readonly value: string
  readonly onInput: (text: string) => void
  readonly note?: ComponentChildren
  readonly placeholder?: string | undefined
  readonly origin?: Origin | undefined
  /** Lines of a longer text. */
  readonly rows?: number
  readonly isMono?: boolean
  readonly hasFocus?: boolean
}

export function FormLine(props: FormLineProps) {
  const { label, value, onInput, note, placeholder, origin, rows, isMono = false, hasFocus = false } = props
  const [id, noteId] = [useId(), useId()]
  const isLocked = origin === 'file'
  const same = {
    ...{ id, value, placeholder, spellcheck: false, readOnly: isLocked, autofocus: hasFocus },
    'aria-describedby': noteId,
    onInput: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      onInput(currentTarget.value),
  }
  return (
    <div class="form-line">
      <label for={id}>{label}</label>
      {rows === undefined ? (
        <input {...same} class={`field${isMono ? ' mono' : ''}`} type="text" autocomplete="off" />
      ) : (
        <textarea {...same} class={`area${isMono ? ' mono' : ''}`} rows={rows} />
      )}
      <span class="muted fine" id={noteId}>
        {isLocked ? 'config.toml says it: change it there' : note}
      </span>
    </div>
  )
}
