/** How long is waited for an answer, and what is never allowed by accident: TCE's own list, and the user's beside it. */
import { useId, useState } from 'preact/hooks'
import type { Setting, SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
import type { IrrevocableRule } from '../../../core/waiting/irrevocable-rules.ts'
import { irrevocableRules } from '../../../core/waiting/irrevocable-rules.ts'
import { plainText } from '../../../core/words/text.ts'
import { Mark } from '../parts/mark.tsx'
import type { Column } from '../parts/table.tsx'
import { MiniTable } from '../parts/table.tsx'
import { isFixed, settingOf } from './fields.ts'
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
        {own && <OwnCommands setting={own} onChange={onChange} />}
      </section>
    </section>
  )
}

const ruleColumns: readonly Column<IrrevocableRule>[] = [
  { id: 'command', head: 'Command', isName: true, cellClass: () => 'mono', cell: ({ title }) => title },
  { id: 'why', head: 'Why', cell: ({ loses }) => loses },
]

const commandsOf = ({ value }: Setting): readonly string[] => (typeof value === 'object' ? value : [])

function OwnCommands({ setting, onChange }: { readonly setting: Setting } & Pick<WaitingProps, 'onChange'>) {
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState('')
  const [noteId, problemId] = [useId(), useId()]
  const commands = commandsOf(setting)
  const change = async (next: readonly string[]) => {
    const refused = await onChange({ [setting.key]: next.length === 0 ? null : next })
    setProblem(refused ?? '')
    return refused === undefined
  }
  const add = async (event: SubmitEvent) => {
    event.preventDefault()
    const command = typed.trim().replace(/\s+/g, ' ')
    if (command === '' || commands.includes(command)) return setTyped('')
    if (await change([...commands, command])) setTyped('')
  }
  return (
    <>
      <ul class="own-commands" aria-label="Commands of your own">
        {commands.map((command) => (
          <li key={command}>
            <code class="mono">{plainText(command)}</code>
            <button
              type="button"
              class="btn small"
              aria-label={`Remove ${plainText(command)}`}
              disabled={isFixed(setting)}
              onClick={() => change(commands.filter((one) => one !== command))}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
      <form class="key-form" onSubmit={add}>
        <label>
          Your own
          <input
            class="field mono"
            maxLength={200}
            placeholder="make deploy"
            value={typed}
            aria-describedby={problem === '' ? noteId : problemId}
            aria-invalid={problem !== '' || undefined}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="btn" disabled={typed.trim() === ''}>
          Add
        </button>
        {problem !== '' && (
          <p class="ferror" id={problemId} role="alert">
            <Mark name="fail" /> {problem}
          </p>
        )}
      </form>
      <p class="muted fine" id={noteId}>
        Its words in this order, whatever stands between or behind them; * is the rest of a word.
      </p>
    </>
  )
}
