/** When nothing is told: at night, and for a while. */
import { useId, useState } from 'preact/hooks'
import type { AlertReport } from '../../../core/alerts/alert-report.ts'
import type { QuietHours } from '../../../core/alerts/quiet.ts'
import type { SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
import { listInWords } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { useDraft } from '../parts/use-draft.ts'
import { settingOf } from '../settings/fields.ts'
import { NumbersRow, SettingRow, Switch } from '../settings/setting-controls.tsx'
import { SnoozeButtons } from './snooze-buttons.tsx'
import type { AlertsState } from './use-alerts.ts'
import { useMerged } from './use-merged.ts'

interface QuietProps {
  readonly alerts: AlertsState
  readonly report: AlertReport
  readonly settings: SettingsReport
  readonly onChange: (changes: SettingChanges) => Promise<string | undefined>
}

export function QuietSection({ alerts, report, settings, onChange }: QuietProps) {
  const most = settingOf(settings, 'notifications.max_per_minute')
  return (
    <section aria-labelledby="quiet-title">
      <h2 id="quiet-title">Quiet hours</h2>
      <QuietRow alerts={alerts} report={report} />
      <SettingRow label="Snooze everything" note="What still holds then is told afterwards">
        <SnoozeButtons what="all rules" until={report.snoozedUntil} onSnooze={(until) => alerts.snooze({ until })} />
      </SettingRow>
      {most && (
        <NumbersRow
          label="At most"
          note="More than these become one summary"
          fields={[{ setting: most, label: 'Messages per minute at most', unit: 'a minute' }]}
          onChange={onChange}
        />
      )}
    </section>
  )
}

function QuietRow({ alerts, report: { quiet, rules } }: Pick<QuietProps, 'alerts' | 'report'>) {
  const [problem, setProblem] = useState('')
  const [labelId, problemId] = [useId(), useId()]
  const { latest, change } = useMerged<QuietHours>(quiet, alerts.setQuiet)
  const set = async (changed: Partial<QuietHours>) => {
    const saved = await change(changed)
    const refused = saved.ok ? undefined : saved.error.message
    setProblem(refused ?? '')
    return refused
  }
  const passing = rules.filter(({ isOn, passesQuiet = [] }) => isOn && passesQuiet.length > 0)
  const exceptions = passing.map(
    ({ inShort, passesQuiet = [] }) => `“${plainText(inShort)}” by ${passesQuiet.join(', ')}`,
  )
  const note = [
    'What fires is kept and told in one message in the morning.',
    ...(exceptions.length === 0
      ? []
      : [
          `${listInWords(exceptions)} ${exceptions.length === 1 ? 'is the exception' : 'are the exceptions'} you chose.`,
        ]),
  ].join(' ')
  return (
    <SettingRow label="Tell nothing at night" labelId={labelId} note={note} problem={problem} problemId={problemId}>
      <TimeField label="Quiet from" inForce={quiet.from} report={quiet} onSave={(from) => set({ from })} />
      <span class="muted">to</span>
      <TimeField label="Quiet until" inForce={quiet.until} report={quiet} onSave={(until) => set({ until })} />
      <Switch labelledBy={labelId} isOn={quiet.isOn} onToggle={() => set({ isOn: !latest().isOn })} />
    </SettingRow>
  )
}

interface TimeProps {
  readonly label: string
  readonly inForce: string
  readonly report: QuietHours
  /** Resolves to why it was refused. */
  readonly onSave: (time: string) => Promise<string | undefined>
}

/** Saved when it is left or Enter is pressed: on its way to 23:30 a field says 23:00. */
function TimeField({ label, inForce, report, onSave }: TimeProps) {
  const draft = useDraft(inForce, report)
  const save = () => {
    if (draft.text === '') draft.drop()
    else if (draft.isNew()) draft.ask(() => onSave(draft.text))
  }
  return (
    <input
      class="field"
      type="time"
      aria-label={label}
      value={draft.text}
      onInput={(event) => draft.type(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => event.key === 'Enter' && save()}
    />
  )
}
