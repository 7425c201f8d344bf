/** The status line in Settings: a switch, your own line, whether TCE's stands below it, and what the switch changes in whose file. */
import { useState } from 'preact/hooks'
import { kindOf } from '../../../agents/kinds.ts'
import type { StatusLinePlace, StatusLineReport } from '../../../core/limits/status-line-report.ts'
import type { SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
import { plainText } from '../../../core/words/text.ts'
import { withTilde } from '../../../core/words/tilde.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { AskFailed } from '../parts/ask-failed.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { useMachine } from '../processes/machine.ts'
import { askAsAdmin, isSignInAgain } from '../signin/sign-in-again.tsx'
import { settingOf } from './fields.ts'
import { plainLine } from './plain-line.ts'
import { SettingRow, Switch, SwitchRow } from './setting-controls.tsx'
import { isLineOn, statusLineWords } from './status-line-words.ts'

interface StatusLineRowsProps {
  readonly settings: SettingsReport
  readonly onChange: (changes: SettingChanges) => Promise<string | undefined>
  /** It was put in, or taken out. */
  readonly onChanged: () => void
}

export function StatusLineRows({ settings, onChange, onChanged }: StatusLineRowsProps) {
  const [changed, setChanged] = useState<StatusLineReport>()
  const [failure, setFailure] = useState('')
  const { value, problem, retry } = useAnswer('status line', () => ask(api.integrations.statusline.$get()), {
    followsUsage: false,
  })
  if (problem) return <AskFailed what="The status line" problem={problem} onRetry={retry} />
  const report = changed ?? value
  const [first] = report?.places ?? []
  if (report === undefined) return null
  if (first === undefined) return <p class="quiet">No agent that has a status line has a folder of settings here.</p>
  const isOn = isLineOn(report)
  const toggle = async () => {
    const { install, uninstall } = api.integrations.statusline
    const done = await askAsAdmin(() => (isOn ? uninstall : install).$post({ json: {} }))
    setFailure(done.ok || isSignInAgain(done.error) ? '' : done.error.message)
    if (!done.ok) return
    setChanged(done.value)
    onChanged()
    announce(isOn ? 'Your own status line stands there again.' : 'TCE’s status line is in the settings.')
  }
  const label = (
    <>
      <KindMark agent={first.agent} isBeside />
      <span id="status-line-name">{kindOf(first.agent).displayName} status line</span>
    </>
  )
  const command = isOn ? 'tce statusline uninstall' : 'tce statusline install'
  return (
    <>
      <SettingRow label={label} note={statusLineWords(report)} problem={failure}>
        <Switch labelledBy="status-line-name" isOn={isOn} onToggle={toggle} />
      </SettingRow>
      {first.own !== undefined && (
        <SettingRow label="Your own line" note="Kept, run first and printed unchanged; put back by the switch">
          <code class="mono command">{plainText(first.own)}</code>
        </SettingRow>
      )}
      {isOn && (
        <SwitchRow
          setting={settingOf(settings, 'statusline.line')}
          label="TCE’s line below it"
          note={plainText(String(settingOf(settings, 'statusline.template')?.value ?? ''))}
          onChange={onChange}
        />
      )}
      {report.places.map((place) => (
        <Change key={place.file} place={place} />
      ))}
      <p class="copyline">
        <code>{command}</code>
        <CopyButton text={command} what="command" />
      </p>
    </>
  )
}

/** To the line, of the setting that is TCE's or yours. */
function Change({ place: { file, change, problem } }: { readonly place: StatusLinePlace }) {
  const homeDir = useMachine()?.homeDir
  const path = withTilde(plainText(file), homeDir)
  return (
    <>
      {problem !== undefined && <p class="ferror">{plainText(problem)}</p>}
      {change !== undefined && (
        <details class="hook-change">
          <summary>
            What the switch changes {change.isNewFile ? 'in the new file' : 'in'} {path}
            {change.linksTo !== undefined && `, a link to ${withTilde(plainText(change.linksTo), homeDir)}`}; every
            other byte stays
          </summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls. */}
          <section class="scroll" tabIndex={0} aria-label={`The status line in ${path}`}>
            <pre>{[...marked('-', change.removed), ...marked('+', change.added)].join('\n')}</pre>
          </section>
        </details>
      )}
    </>
  )
}

const marked = (mark: string, text: string | undefined): readonly string[] =>
  text === undefined ? [] : text.split(/\r?\n/).map((line) => `${mark} ${plainLine(line)}`)
