/** The controls of single settings. A number is saved when the field is left or Enter is pressed; Esc takes back what was typed. */

import { useId, useState } from 'preact/hooks'
import type { Setting, SettingChanges } from '../../../core/settings/settings.ts'
import { FieldProblem } from '../parts/field-problem.tsx'
import { useDraft } from '../parts/use-draft.ts'
import { isFixed, placeWords, readNumber, valueText } from './fields.ts'

type Change = (changes: SettingChanges) => Promise<string | undefined>

interface NumberSettingProps {
  readonly setting: Setting
  readonly label: string
  readonly unit: string
  /** What holds where nothing stands in the field. */
  readonly placeholder?: string
  readonly onChange: Change
  readonly onProblem: (problem: string) => void
  readonly problemId: string
  readonly hasProblem: boolean
}

export function NumberSetting(props: NumberSettingProps) {
  const { setting, label, unit, placeholder = '', onChange, onProblem, problemId, hasProblem } = props
  const draft = useDraft(valueText(setting))
  const save = async () => {
    if (!draft.isNew()) return onProblem('')
    const typed = readNumber(draft.text, setting)
    if (!typed.ok) return onProblem(typed.message)
    onProblem((await draft.ask(() => onChange({ [setting.key]: typed.value }))) ?? '')
  }
  return (
    <span class="unitfield">
      <input
        class="field"
        type="text"
        inputMode="decimal"
        size={5}
        aria-label={`${label}, ${unit}`}
        aria-describedby={hasProblem ? problemId : undefined}
        aria-invalid={hasProblem || undefined}
        title={[`${setting.min} to ${setting.max?.toLocaleString('en-US')}`, placeWords(setting)]
          .filter(Boolean)
          .join('; ')}
        placeholder={placeholder}
        value={draft.text}
        readOnly={isFixed(setting)}
        onInput={(event) => draft.type(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save()
          else if (event.key === 'Escape') {
            draft.drop()
            onProblem('')
          }
        }}
      />
      <span>{unit}</span>
    </span>
  )
}

interface SwitchProps {
  readonly labelledBy: string
  readonly isOn: boolean
  readonly onToggle: () => void
}

export const Switch = ({ labelledBy, isOn, onToggle }: SwitchProps) => (
  <button
    type="button"
    class="switch"
    role="switch"
    aria-labelledby={labelledBy}
    aria-checked={isOn}
    onClick={onToggle}
  >
    <span />
  </button>
)

interface RowProps {
  readonly label: preact.ComponentChildren
  readonly labelId?: string
  readonly note?: string
  /** Where it is set, when that is not the default. */
  readonly place?: string
  readonly problem?: string
  readonly problemId?: string
  readonly children: preact.ComponentChildren
}

export const SettingRow = ({ label, labelId, note = '', place = '', problem = '', problemId, children }: RowProps) => (
  <div class="frow">
    <div>
      <p class="fname" id={labelId}>
        {label}
      </p>
      {(note !== '' || place !== '') && <p class="muted">{[note, place].filter(Boolean).join('; ')}</p>}
      <FieldProblem problem={problem} id={problemId} />
    </div>
    <div class="fctl">{children}</div>
  </div>
)

interface NumbersRowProps {
  readonly label: string
  readonly note: string
  readonly fields: readonly { readonly setting: Setting; readonly label: string; readonly unit: string }[]
  readonly onChange: Change
}

export function NumbersRow({ label, note, fields, onChange }: NumbersRowProps) {
  const [problem, setProblem] = useState<{ readonly key: string; readonly words: string }>()
  const problemId = useId()
  const places = fields.map(({ setting }) => placeWords(setting)).filter(Boolean)
  return (
    <SettingRow label={label} note={note} place={places[0] ?? ''} problem={problem?.words ?? ''} problemId={problemId}>
      {fields.map(({ setting, label: name, unit }) => (
        <NumberSetting
          key={setting.key}
          setting={setting}
          label={name}
          unit={unit}
          onChange={onChange}
          problemId={problemId}
          hasProblem={problem?.key === setting.key}
          onProblem={(words) => setProblem(words === '' ? undefined : { key: setting.key, words })}
        />
      ))}
    </SettingRow>
  )
}

interface SwitchRowProps {
  readonly setting: Setting | undefined
  readonly label: string
  readonly note: string
  readonly onChange: Change
  /** Beside the switch. */
  readonly children?: preact.ComponentChildren
}

/** Nothing where the server does not know the setting. */
export function SwitchRow({ setting, label, note, onChange, children }: SwitchRowProps) {
  if (setting === undefined) return null
  const { key, value } = setting
  return (
    <SettingRow label={label} labelId={key} note={note} place={placeWords(setting)}>
      <Switch labelledBy={key} isOn={value === true} onToggle={() => onChange({ [key]: value !== true })} />
      {children}
    </SettingRow>
  )
}
