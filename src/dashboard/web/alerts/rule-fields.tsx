/** The fields of a rule: those of its kind, by whom it tells, and how often. */
import type { ChannelReport } from '../../../core/alerts/alert-report.ts'
import { fieldWords } from '../../../core/alerts/alert-words.ts'
import { type FieldSpec, ruleTable } from '../../../core/alerts/rule.ts'
import type { RuleForm } from './rule-form.ts'

interface FieldsProps {
  readonly form: RuleForm
  readonly channels: readonly ChannelReport[]
  readonly onChange: (change: Partial<RuleForm>) => void
}

export function RuleFields({ form, channels, onChange }: FieldsProps) {
  const setUp = channels.filter(({ isSetUp }) => isSetUp)
  const names = new Map(channels.map(({ id, name }) => [String(id), name]))
  const choices = [...new Set([...setUp.map(({ id }) => String(id)), ...form.channels])]
  return (
    <>
      {Object.entries(ruleTable[form.kind].fields).map(([key, spec]) => (
        <Field
          key={key}
          name={fieldWords(key)}
          spec={spec}
          value={form.values[key]}
          onChange={(value) => onChange({ values: { ...form.values, [key]: value } })}
        />
      ))}
      <Words
        label="Told by"
        choices={choices}
        names={names}
        chosen={form.channels}
        onChange={(told) => onChange({ channels: told })}
      />
      <details>
        <summary>How often, and when not</summary>
        <div class="rule-fields">
          <Line label="Name" note="else its sentence" value={form.name} onChange={(name) => onChange({ name })} />
          <Line
            label="Again every"
            note="minutes, while it holds"
            isNumber
            value={form.repeat}
            onChange={(repeat) => onChange({ repeat })}
          />
          <Line
            label="At most once in"
            note="minutes; what comes meanwhile is told in one"
            isNumber
            value={form.throttle}
            onChange={(throttle) => onChange({ throttle })}
          />
          <Words
            label="Also in quiet hours, by"
            choices={form.channels}
            names={names}
            chosen={form.passesQuiet}
            onChange={(passesQuiet) => onChange({ passesQuiet })}
          />
          <Check
            label="Not while this page is before you"
            isOn={form.isSilentWhileLooking}
            onChange={(isSilentWhileLooking) => onChange({ isSilentWhileLooking })}
          />
        </div>
      </details>
    </>
  )
}

type Value = string | boolean | readonly string[]

interface FieldProps {
  readonly name: string
  readonly spec: FieldSpec
  readonly value: Value | undefined
  readonly onChange: (value: Value) => void
}

function Field({ name, spec, value, onChange }: FieldProps) {
  const label = name.replace(/^./, (first) => first.toUpperCase())
  switch (spec.takes) {
    case 'toggle':
      return <Check label={label} isOn={value === true} onChange={onChange} />
    case 'words':
      return (
        <Words
          label={label}
          choices={spec.choices}
          chosen={(value as readonly string[] | undefined) ?? spec.default}
          onChange={onChange}
        />
      )
    case 'choice':
      return (
        <fieldset class="rule-words">
          <legend>{label}</legend>
          <div>
            {spec.choices.map((choice) => (
              <label key={choice} class="check">
                <input
                  type="radio"
                  name={name}
                  checked={(value ?? spec.default) === choice}
                  onChange={() => onChange(choice)}
                />
                {choice}
              </label>
            ))}
          </div>
        </fieldset>
      )
    default:
      return (
        <Line
          label={label}
          note={noteOf(spec)}
          isNumber={spec.takes === 'number'}
          isLong={spec.takes === 'text' && spec.most > 200}
          value={String(value ?? '')}
          onChange={onChange}
        />
      )
  }
}

function noteOf(spec: FieldSpec): string {
  if (spec.takes === 'text') return spec.mayBeLeftOut === true ? 'empty: any' : ''
  return spec.takes === 'number' ? spec.unit : ''
}

interface LineProps {
  readonly label: string
  readonly note?: string
  readonly isNumber?: boolean
  readonly isLong?: boolean
  readonly value: string
  readonly onChange: (text: string) => void
}

const Line = ({ label, note = '', isNumber = false, isLong = false, value, onChange }: LineProps) => (
  <label class="rule-line">
    <span>{label}</span>
    <input
      class={`field${isNumber ? ' is-number' : ''}${isLong ? ' mono is-long' : ''}`}
      type="text"
      inputMode={isNumber ? 'decimal' : 'text'}
      value={value}
      autocomplete="off"
      spellcheck={false}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
    {note !== '' && <span class="muted">{note}</span>}
  </label>
)

interface WordsProps {
  readonly label: string
  readonly choices: readonly string[]
  readonly names?: ReadonlyMap<string, string>
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

const Words = ({ label, choices, names, chosen, onChange }: WordsProps) => (
  <fieldset class="rule-words">
    <legend>{label}</legend>
    <div>
      {choices.map((choice) => (
        <label key={choice} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(choice)}
            onChange={({ currentTarget: { checked } }) =>
              onChange(checked ? [...chosen, choice] : chosen.filter((one) => one !== choice))
            }
          />
          {names?.get(choice) ?? choice}
        </label>
      ))}
    </div>
  </fieldset>
)

interface CheckProps {
  readonly label: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

const Check = ({ label, isOn, onChange }: CheckProps) => (
  <label class="check">
    <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
    {label}
  </label>
)
