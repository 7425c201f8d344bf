/** Agents' hooks in Settings: a switch, and what it changes in whose file. */
import { useState } from 'preact/hooks'
import { kindOf } from '../../../agents/kinds.ts'
import type { HookPlace, HookReport } from '../../../core/hooks/hook-report.ts'
import { labelOf } from '../../../core/process/agent-words.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { withTilde } from '../../../core/words/tilde.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { liveFleet } from '../live/live-store.ts'
import { AskFailed } from '../parts/ask-failed.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { useMachine } from '../processes/machine.ts'
import { askAsAdmin, isSignInAgain } from '../signin/sign-in-again.tsx'
import { hookStateWords, isOn, type Running, speakWords } from './hook-words.ts'
import { plainLine } from './plain-line.ts'
import { SettingRow, Switch } from './setting-controls.tsx'

/** `onChanged`: they were put in, or taken out. */
export function HookRows({ onChanged }: { readonly onChanged: () => void }) {
  const [changed, setChanged] = useState<HookReport>()
  const { value, problem, retry } = useAnswer('hooks', () => ask(api.integrations.hooks.$get({ query: {} })), {
    followsUsage: false,
  })
  const report = changed ?? value
  return (
    <>
      {problem && <AskFailed what="The hooks" problem={problem} onRetry={retry} />}
      {report !== undefined && (
        <Hooks
          report={report}
          onChanged={(now) => {
            setChanged(now)
            onChanged()
          }}
        />
      )}
    </>
  )
}

interface HooksProps {
  readonly report: HookReport
  readonly onChanged: (report: HookReport) => void
}

function Hooks({ report, onChanged }: HooksProps) {
  const [failure, setFailure] = useState('')
  const homeDir = useMachine()?.homeDir
  const own = report.places.filter(({ scope }) => scope === 'user')
  const areOn = isOn(report)
  const toggle = async () => {
    const { install, uninstall } = api.integrations.hooks
    const done = await askAsAdmin(() => (areOn ? uninstall : install).$post({ json: {} }))
    setFailure(done.ok || isSignInAgain(done.error) ? '' : done.error.message)
    if (!done.ok) return
    onChanged(done.value)
    announce(areOn ? 'The hooks are out of the settings.' : 'The hooks are in the settings.')
  }
  const agent = own[0]?.agent
  const label = (
    <>
      {agent !== undefined && <KindMark agent={agent} isBeside />}
      <span id="hooks-name">{agent === undefined ? 'Hooks' : `${kindOf(agent).displayName} hooks`}</span>
    </>
  )
  const command = areOn ? 'tce hooks uninstall' : 'tce hooks install'
  return (
    <>
      <SettingRow label={label} note={hookStateWords(report)} problem={failure}>
        <Switch labelledBy="hooks-name" isOn={areOn} onToggle={toggle} />
      </SettingRow>
      {areOn && agent !== undefined && <Speaking agent={agent} heardOf={report.heard.sessionIds} />}
      {own.map((place) => (
        <Change key={place.file} place={place} homeDir={homeDir} count={report.events.length} />
      ))}
      <p class="copyline">
        <code>{command}</code>
        <CopyButton text={command} what="command" />
      </p>
    </>
  )
}

/** Of the sessions that run now, those that were heard. */
function Speaking({ agent, heardOf }: { readonly agent: string; readonly heardOf: readonly string[] }) {
  const running = (liveFleet.value?.processes ?? []).flatMap((one): readonly Running[] => {
    if (one.agent !== agent || one.sessionId === undefined) return []
    const { project, name } = labelOf(one)
    return [{ sessionId: one.sessionId, name: plainText(project ?? name ?? one.sessionId) }]
  })
  if (running.length === 0) return null
  const { count, silent } = speakWords(running, heardOf)
  return (
    <SettingRow label="Sessions that speak" note={silent || 'Each that runs told something since TCE serves'}>
      <span class="num">{count}</span>
    </SettingRow>
  )
}

interface ChangeProps {
  readonly place: HookPlace
  readonly homeDir: string | undefined
  readonly count: number
}

/** What would come in, to the line, while it is not there. */
function Change({ place: { file, change, otherHooks, problem }, homeDir, count }: ChangeProps) {
  const path = withTilde(plainText(file), homeDir)
  const others =
    otherHooks === 0 ? '' : `, ${plural(otherHooks, 'hook')} of others ${otherHooks === 1 ? 'stays' : 'stay'}`
  return (
    <>
      {problem !== undefined && <p class="ferror">{plainText(problem)}</p>}
      {change !== undefined && (
        <details class="hook-change">
          <summary>
            What it changes: {plural(count, 'entry', 'entries')} {change.isNewFile ? 'in the new file' : 'in'} {path}
            {others}
          </summary>
          {change.modeBefore !== undefined && (
            <p class="muted fine">
              Only you may read it then: 0600, {change.modeBefore} now and again when they go. It holds a secret that is
              good for posting hooks alone.
            </p>
          )}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls. */}
          <section class="scroll" tabIndex={0} aria-label={`Lines that come into ${path}`}>
            <pre>{change.added.map((line) => `+ ${plainLine(line)}`).join('\n')}</pre>
          </section>
        </details>
      )}
    </>
  )
}
