/** How long is waited for an answer, and what is never allowed by accident: TCE's own list, and the user's beside it. */
import type { SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
import type { IrrevocableRule } from '../../../core/waiting/irrevocable-rules.ts'
import { irrevocableRules } from '../../../core/waiting/irrevocable-rules.ts'
import type { Column } from '../parts/table.tsx'
import { MiniTable } from '../parts/table.tsx'
import { settingOf } from './fields.ts'
import { OwnTexts } from './own-texts.tsx'
import { NumbersRow } from './setting-controls.tsx'

interface WaitingProps {
  readonly report: SettingsReport
  readonly onChange: (changes: SettingChanges) => Promise<string | undefined>
}

export function WaitingSection({ report, onChange }: WaitingProps) {
  const headless = settingOf(report, 'waiting.headless_seconds')
  const own = settingOf(report, 'waiting.cannot_be_taken_back')
  return (
    <section id="waiting" aria-labelledby="waiting-title">
      <h2 id="waiting-title">Waiting for you</h2>
      {headless && (
        <NumbersRow
          label="Question of -p"
          note="How long a session without a terminal waits for your answer, where its hooks are in place"
          fields={[{ setting: headless, label: 'Seconds that a session without a terminal waits', unit: 's' }]}
          onChange={onChange}
        />
      )}
      <section aria-labelledby="irrevocable-title">
        <h3 id="irrevocable-title">What cannot be taken back</h3>
        <p class="muted lede">
          A command with any of these is allowed only with the word typed: never by one key, “always”, in a batch, from
          the tray or from a notification.
        </p>
        <MiniTable class="wide rules" columns={ruleColumns} rows={irrevocableRules} keyOf={({ title }) => title} />
        {own && (
          <OwnTexts
            setting={own}
            words={{
              label: 'Your own',
              listLabel: 'Commands of your own',
              example: 'make deploy',
              note: 'Its words in this order, whatever stands between or behind them; * is the rest of a word.',
            }}
            onChange={onChange}
          />
        )}
      </section>
    </section>
  )
}

const ruleColumns: readonly Column<IrrevocableRule>[] = [
  { id: 'command', head: 'Command', isName: true, cellClass: () => 'mono', cell: ({ title }) => title },
  { id: 'why', head: 'Why', cell: ({ loses }) => loses },
]
