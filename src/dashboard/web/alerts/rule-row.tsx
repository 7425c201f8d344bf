/** One rule in the list. A number is saved when its field is left or Enter is pressed; Esc takes back what was typed. */

import { useId, useState } from 'preact/hooks'
import type { ChannelReport, RuleReport } from '../../../core/alerts/alert-report.ts'
import { fieldWords } from '../../../core/alerts/alert-words.ts'
import { type Rule, type RuleValue, type SentencePart, sentenceParts } from '../../../core/alerts/rule.ts'
import type { Result } from '../../../core/result.ts'
import { plainText } from '../../../core/words/text.ts'
import type { ApiProblem } from '../api.ts'
import { Link } from '../navigation.tsx'
import { FieldProblem } from '../parts/field-problem.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { momentOf } from '../parts/time.ts'
import { useDraft } from '../parts/use-draft.ts'
import { Switch } from '../settings/setting-controls.tsx'
import { typedNumber } from './rule-form.ts'
import { useMerged } from './use-merged.ts'

interface RuleRowProps {
  readonly rule: RuleReport
  readonly channels: readonly ChannelReport[]
  readonly onSave: (rule: Rule) => Promise<Result<unknown, ApiProblem>>
  readonly onOpen: () => void
}

export function RuleRow({ rule, channels, onSave, onOpen }: RuleRowProps) {
  const [problem, setProblem] = useState('')
  const [titleId, problemId] = [useId(), useId()]
  const name = plainText(rule.inShort)
  const isFixed = rule.from === 'file'
  const { latest, change } = useMerged<Rule>(rule, onSave)
  const save = async (changed: Partial<Rule>) => {
    const saved = await change(changed)
    const refused = saved.ok ? undefined : saved.error.message
    setProblem(refused ?? '')
    return refused
  }
  const toggle = (id: string) => {
    const { channels: asked } = latest()
    const told = asked.includes(id) ? asked.filter((one) => one !== id) : [...asked, id]
    return save({ channels: told })
  }
  return (
    <li class={`alert-rule${rule.isOn ? '' : ' is-off'}`}>
      <span class="rule-sw">
        <Switch labelledBy={titleId} isOn={rule.isOn} onToggle={() => save({ isOn: !latest().isOn })} />
      </span>
      <div class="rule-b">
        <span class="sr" id={titleId}>
          {name}
        </span>
        <p class="rule-t">
          {rule.name !== undefined && <b>{plainText(rule.name)}: </b>}
          {sentenceParts(rule).map((part, at) => (
            <Part
              // biome-ignore lint/suspicious/noArrayIndexKey: a sentence's parts have no other name, and keep their places.
              key={at}
              part={part}
              rule={rule}
              isFixed={isFixed}
              problemId={problem === '' ? undefined : problemId}
              onSave={(field, value) => save({ values: { ...latest().values, [field]: value } })}
            />
          ))}
        </p>
        <p class="muted fine">{stateWords(rule)}</p>
        <FieldProblem problem={problem} id={problemId} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset has a frame and no line of its own here. */}
      <span class="chs" role="group" aria-label={`${name}: told by`}>
        {channels
          .filter(({ id, isSetUp }) => isSetUp || rule.channels.includes(id))
          .map(({ id, name: channel, isSetUp }) => (
            <button
              key={id}
              type="button"
              class="chb"
              aria-pressed={rule.channels.includes(id)}
              title={isSetUp ? undefined : `${channel} is not set up`}
              onClick={() => toggle(id)}
            >
              {!isSetUp && <Mark name="warn" />}
              {channel}
            </button>
          ))}
      </span>
      <button type="button" class="icon-btn" aria-label={`More for ${name}`} onClick={onOpen}>
        <Icon name="more" size={14} />
      </button>
    </li>
  )
}

function stateWords({ isOn, once, last, from, snoozedUntil }: RuleReport): string {
  const told = last === undefined ? 'never fired' : `last ${momentOf(last.at)}, ${plainText(last.about)}`
  const words = isOn ? [once, snoozedUntil === undefined ? told : `snoozed until ${momentOf(snoozedUntil)}`] : ['off']
  return [...words, ...(from === 'file' ? ['stands in config.toml'] : [])].join('; ')
}

interface PartProps {
  readonly part: SentencePart
  readonly rule: RuleReport
  readonly isFixed: boolean
  readonly problemId: string | undefined
  /** Resolves to why it was refused. */
  readonly onSave: (field: string, value: RuleValue) => Promise<string | undefined>
}

function Part({ part, rule, isFixed, problemId, onSave }: PartProps) {
  if ('text' in part) return part.text
  const { field, spec, value } = part
  if (field === 'query')
    return (
      <Link class="mono qlink" to={{ screen: 'events', query: { view: 'query', q: String(value) } }}>
        {plainText(String(value))}
      </Link>
    )
  if (spec.takes !== 'number') return <b>{plainText(String(value))}</b>
  return (
    <InlineNumber
      label={`${fieldWords(field)}, ${plainText(rule.id)}`}
      inForce={`${spec.unit === '$' ? '$' : ''}${value}`}
      report={rule}
      title={`${spec.min} to ${spec.max.toLocaleString('en-US')}`}
      isFixed={isFixed}
      problemId={problemId}
      onSave={(text) => onSave(field, typedNumber(text))}
    />
  )
}

interface InlineProps {
  readonly label: string
  readonly inForce: string
  readonly report: RuleReport
  readonly title: string
  readonly isFixed: boolean
  readonly problemId: string | undefined
  readonly onSave: (text: string) => Promise<string | undefined>
}

function InlineNumber({ label, inForce, report, title, isFixed, problemId, onSave }: InlineProps) {
  const draft = useDraft(inForce, report)
  const save = () => draft.isNew() && draft.ask(() => onSave(draft.text))
  return (
    <input
      class="field inl"
      type="text"
      inputMode="decimal"
      size={3}
      aria-label={label}
      aria-describedby={problemId}
      aria-invalid={problemId !== undefined || undefined}
      title={title}
      value={draft.text}
      readOnly={isFixed}
      onInput={(event) => draft.type(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save()
        else if (event.key === 'Escape') draft.drop()
      }}
    />
  )
}
