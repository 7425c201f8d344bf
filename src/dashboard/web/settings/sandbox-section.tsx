/** The fence around agents of tasks: whether new ones get it, what nobody inside may read, and what else they may write. */
import { useId, useState } from 'preact/hooks'
import type { Setting, SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
import { alwaysDenied, type FenceLook } from '../../../core/tasks/fence.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { FieldProblem } from '../parts/field-problem.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { isFixed, settingOf } from './fields.ts'
import { SwitchRow } from './setting-controls.tsx'
import { useListSetting } from './use-list-setting.ts'

type Change = (changes: SettingChanges) => Promise<string | undefined>

export function SandboxSection({ report, onChange }: { readonly report: SettingsReport; readonly onChange: Change }) {
  const { value: look } = useAnswer('sandbox', () => ask(api.sandbox.$get()), { followsUsage: false })
  const [denied, written] = [settingOf(report, 'sandbox.deny_read'), settingOf(report, 'sandbox.extra_write')]
  return (
    <section id="sandbox" aria-labelledby="sandbox-title">
      <h2 id="sandbox-title">Sandbox</h2>
      <p class="muted lede">Fences each task’s agent and all it starts. {hereWords(look)}</p>
      {look?.isAvailable === false && (
        <p class="notice">
          <Mark name="stale" /> {plainText(look.problem ?? '')}
          {look.next !== undefined && ` Next: ${plainText(look.next)}.`}
        </p>
      )}
      <SwitchRow
        setting={settingOf(report, 'sandbox.enabled')}
        label="Fence new tasks"
        note="Running ones keep what they started with"
        onChange={onChange}
      />
      {look?.by === 'sandbox-exec' && (
        <SwitchRow
          setting={settingOf(report, 'sandbox.allow_apple_events')}
          label="Apple events"
          note="Agents may open programs, which then run outside of the fence"
          onChange={onChange}
        />
      )}
      {denied && (
        <Paths
          setting={denied}
          title="May not read"
          always={[...alwaysDenied.map((name) => `~/${name}`), 'what TCE keeps', 'other tasks’ folders'].join(', ')}
          onChange={onChange}
        />
      )}
      {written && (
        <Paths
          setting={written}
          title="May write"
          always="the task’s folder, its .git, the temporary folder, the agent’s own folders"
          onChange={onChange}
        />
      )}
    </section>
  )
}

const hereWords = (look: FenceLook | undefined): string =>
  look?.isAvailable === true ? `Here: ${look.tool}.` : look === undefined ? '' : 'There can be none here.'

interface PathsProps {
  readonly setting: Setting
  readonly title: string
  readonly always: string
  readonly onChange: Change
}

function Paths({ setting, title, always, onChange }: PathsProps) {
  const [typed, setTyped] = useState<string>()
  const { texts: paths, problem, change } = useListSetting(setting, onChange)
  const [titleId, problemId] = [useId(), useId()]
  const add = async (event: SubmitEvent) => {
    event.preventDefault()
    const path = typed?.trim() ?? ''
    if (path === '' || paths.includes(path) || (await change([...paths, path]))) setTyped(undefined)
  }
  return (
    <>
      <h3 id={titleId}>{title}</h3>
      <ul class="paths" aria-labelledby={titleId}>
        <li>
          <span class="mono">{always}</span>
          <span class="muted">always</span>
        </li>
        {paths.map((path) => (
          <li key={path}>
            <code>{plainText(path)}</code>
            <button
              type="button"
              class="icon-btn"
              aria-label={`Take out ${plainText(path)}`}
              disabled={isFixed(setting)}
              onClick={() => change(paths.filter((one) => one !== path))}
            >
              <Icon name="x" size={14} />
            </button>
          </li>
        ))}
        <li>
          {typed === undefined ? (
            <button type="button" class="link" disabled={isFixed(setting)} onClick={() => setTyped('')}>
              Add a path
            </button>
          ) : (
            <form class="path-form" onSubmit={add}>
              <input
                class="field mono"
                aria-label={`${title}: a path`}
                placeholder="~/Documents"
                maxLength={1000}
                value={typed}
                // biome-ignore lint/a11y/noAutofocus: who asked for the field types into it.
                autoFocus
                aria-invalid={problem !== '' || undefined}
                aria-describedby={problem === '' ? undefined : problemId}
                onInput={(event) => setTyped(event.currentTarget.value)}
                onKeyDown={(event) => event.key === 'Escape' && setTyped(undefined)}
              />
              <button type="submit" class="btn small" disabled={typed.trim() === ''}>
                Add
              </button>
            </form>
          )}
          <FieldProblem problem={problem} id={problemId} />
        </li>
      </ul>
    </>
  )
}
