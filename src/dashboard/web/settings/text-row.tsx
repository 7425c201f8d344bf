/** A setting that is one line of text: saved when its field is left or Enter is pressed; Esc takes back what was typed. */
import { useId, useState } from 'preact/hooks'
import type { Setting, SettingChanges } from '../../../core/settings/settings.ts'
import { useDraft } from '../parts/use-draft.ts'
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
  const problemId = useId()
  const draft = useDraft(valueText(setting))
  const [problem, setProblem] = useState('')
  const save = async () => {
    if (!draft.isNew()) return setProblem('')
    const typed = draft.text.trim()
    setProblem((await draft.ask(() => onChange({ [setting.key]: typed === '' ? null : typed }))) ?? '')
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
        value={draft.text}
        readOnly={isFixed(setting)}
        onInput={({ currentTarget }) => draft.type(currentTarget.value)}
        onBlur={() => void save()}
        onKeyDown={({ key }) => {
          if (key === 'Enter') void save()
          else if (key === 'Escape') {
            draft.drop()
            setProblem('')
          }
        }}
      />
    </SettingRow>
  )
}
