/** A setting that is one line of text: saved when its field is left or Enter is pressed; Esc takes back what was typed. */
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { Setting, SettingChanges } from '../../../core/settings/settings.ts'
import { isFixed, placeWords, valueText } from './fields.ts'
import { SettingRow } from './setting-controls.tsx'

interface TextRowProps {
  readonly setting: Setting | undefined
  readonly label: string
  readonly note: string
  readonly placeholder?: string
  readonly onChange: (changes: SettingChanges) => Promise<string | undefined>
}

/** Nothing where the server does not know the setting. */
export function TextRow({ setting, ...rest }: TextRowProps) {
  return setting === undefined ? null : <Known setting={setting} {...rest} />
}

function Known({ setting, label, note, placeholder, onChange }: TextRowProps & { readonly setting: Setting }) {
  const inForce = valueText(setting)
  const problemId = useId()
  const [text, setText] = useState(inForce)
  const [problem, setProblem] = useState('')
  /** What was asked for last, or is in force. */
  const wanted = useRef(inForce)
  useEffect(() => {
    const before = wanted.current
    wanted.current = inForce
    // What somebody typed before this came stays.
    setText((now) => (now === before ? inForce : now))
  }, [inForce])
  const save = async () => {
    const typed = text.trim()
    if (typed === wanted.current) return setProblem('')
    wanted.current = typed
    setText(typed)
    const refused = await onChange({ [setting.key]: typed === '' ? null : typed })
    if (refused !== undefined && wanted.current === typed) wanted.current = inForce
    setProblem(refused ?? '')
  }
  return (
    <SettingRow label={label} note={note} place={placeWords(setting)} problem={problem} problemId={problemId}>
      <input
        class="field mono"
        aria-label={label}
        aria-describedby={problem === '' ? undefined : problemId}
        aria-invalid={problem !== '' || undefined}
        placeholder={placeholder}
        spellcheck={false}
        autocomplete="off"
        maxLength={200}
        value={text}
        readOnly={isFixed(setting)}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onBlur={() => void save()}
        onKeyDown={({ key }) => {
          if (key === 'Enter') void save()
          else if (key === 'Escape') {
            setText(inForce)
            setProblem('')
          }
        }}
      />
    </SettingRow>
  )
}
