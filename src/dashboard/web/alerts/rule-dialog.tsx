/** A rule in full: made, changed, tried on the last week, snoozed, removed. */

import { useId, useState } from 'preact/hooks'
import type { ChannelReport, RuleReport, RuleTrial } from '../../../core/alerts/alert-report.ts'
import { freeRuleId, kindSentence, trialSentence } from '../../../core/alerts/alert-words.ts'
import { type RuleKind, ruleKinds } from '../../../core/alerts/rule.ts'
import { plainText } from '../../../core/words/text.ts'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { FieldProblem } from '../parts/field-problem.tsx'
import { Select } from '../parts/select.tsx'
import { momentOf } from '../parts/time.ts'
import { showToast } from '../parts/toast.tsx'
import type { BegunRule } from './begun-rule.ts'
import { RuleFields } from './rule-fields.tsx'
import { formOf, kindForm, type RuleForm, ruleOfForm } from './rule-form.ts'
import { SnoozeButtons } from './snooze-buttons.tsx'
import type { AlertsState } from './use-alerts.ts'

interface RuleDialogProps {
  readonly alerts: AlertsState
  /** Undefined: a new one. */
  readonly rule: RuleReport | undefined
  /** Begun elsewhere: of this kind, with these values. */
  readonly begun: BegunRule | undefined
  readonly taken: readonly string[]
  readonly channels: readonly ChannelReport[]
  readonly onClose: () => void
}

export function RuleDialog({ alerts, rule, begun, taken, channels, onClose }: RuleDialogProps) {
  const [form, setForm] = useState<RuleForm>(() =>
    rule === undefined ? kindForm(begun?.kind ?? 'waits', begun?.values) : formOf(rule),
  )
  const [problem, setProblem] = useState('')
  const [trial, setTrial] = useState<RuleTrial>()
  const [isBusy, setIsBusy] = useState(false)
  const id = useId()
  const isFixed = rule?.from === 'file'
  const ruleId = rule?.id ?? freeRuleId(form.kind, taken)
  const change = (changed: Partial<RuleForm>) => {
    setForm({ ...form, ...changed })
    setTrial(undefined)
  }
  const done = async (asked: Promise<{ ok: true } | { ok: false; error: { message: string } }>, said?: string) => {
    setIsBusy(true)
    const answer = await asked
    setIsBusy(false)
    if (!answer.ok) return setProblem(answer.error.message)
    if (said !== undefined) showToast({ isOk: true, content: said })
    onClose()
  }
  const save = (event: SubmitEvent) => {
    event.preventDefault()
    done(alerts.saveRule(ruleOfForm(ruleId, form)))
  }
  const tryIt = async () => {
    setIsBusy(true)
    const tried = await alerts.tryRule(ruleOfForm(ruleId, form))
    setIsBusy(false)
    setProblem(tried.ok ? '' : tried.error.message)
    setTrial(tried.ok ? tried.value : undefined)
  }
  const title = plainText(rule?.name ?? rule?.sentence ?? begun?.title ?? 'Add a rule')
  return (
    <Dialog titleId={id} class="rule-dialog" onClose={onClose}>
      <form onSubmit={save}>
        <DialogHead titleId={id} title={title} onClose={onClose} />
        {rule === undefined && begun === undefined && (
          <Select
            label="What is told"
            class="is-wide"
            value={form.kind}
            choices={ruleKinds.map((kind) => ({ value: kind, label: kindSentence(kind) }))}
            onChange={(kind) => {
              setForm(kindForm(kind as RuleKind))
              setTrial(undefined)
            }}
          />
        )}
        {isFixed && <p class="muted">It stands in config.toml, and is changed there.</p>}
        <fieldset class="rule-fields" disabled={isFixed}>
          <legend class="sr">The rule</legend>
          <RuleFields form={form} channels={channels} onChange={change} />
        </fieldset>
        {rule && (
          <div class="rule-snooze">
            <SnoozeButtons
              what={rule.id}
              until={rule.snoozedUntil}
              onSnooze={(until) => alerts.snooze({ rule: rule.id, until })}
            />
          </div>
        )}
        <div role="status" class="rule-trial">
          {trial && <Trial trial={trial} />}
        </div>
        <FieldProblem problem={problem} />
        <footer>
          <button type="button" class="btn" disabled={isBusy} onClick={tryIt}>
            Try on the last week
          </button>
          {rule?.from === 'here' && (
            <button
              type="button"
              class="btn is-quiet"
              disabled={isBusy}
              onClick={() => done(alerts.removeRule(rule.id), `“${title}” is removed, or as usual again.`)}
            >
              Remove
            </button>
          )}
          <button type="button" class="btn is-last" onClick={onClose}>
            {isFixed ? 'Close' : 'Cancel'}
          </button>
          {!isFixed && (
            <button type="submit" class="btn is-primary" disabled={isBusy}>
              {rule === undefined ? 'Add it' : 'Save'}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  )
}

function Trial({ trial }: { readonly trial: RuleTrial }) {
  const sentence = trialSentence(trial)
  return (
    <>
      {sentence !== undefined && (
        <p>
          <b>{sentence}</b>
        </p>
      )}
      {trial.examples.length > 0 && (
        <ul class="fine">
          {trial.examples.map(({ at, about }) => (
            <li key={`${at} ${about}`}>
              <span class="muted">{momentOf(at)}</span> {plainText(about)}
            </li>
          ))}
        </ul>
      )}
      {trial.caution !== undefined && <p class="muted fine">{trial.caution}</p>}
    </>
  )
}
