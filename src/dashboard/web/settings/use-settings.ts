/** The settings of the server, and changing them: each answer is what is in force now. */
import { useEffect, useState } from 'preact/hooks'
import { isForUserAlone, type SettingChanges, type SettingsReport } from '../../../core/settings/settings.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { learnTimeZone } from '../live/time-zone.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { askAsAdmin } from '../signin/sign-in-again.tsx'
import { settingOf } from './fields.ts'

export interface SettingsState {
  readonly report?: SettingsReport | undefined
  readonly problem?: Parameters<typeof import('../parts/ask-failed.tsx').AskFailed>[0]['problem'] | undefined
  readonly retry: () => void
  /** Undefined: done. Else why not. */
  readonly change: (changes: SettingChanges) => Promise<string | undefined>
  /** Changed here and not in force yet. */
  readonly needsRestart: readonly string[]
}

export function useSettings(): SettingsState {
  const answer = useAnswer('settings', () => ask(api.settings.$get()), { followsUsage: false })
  const [changed, setChanged] = useState<SettingsReport>()
  const [needsRestart, setNeedsRestart] = useState<readonly string[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked anew takes the place of what a change answered.
  useEffect(() => setChanged(undefined), [answer.value])
  const change = async (changes: SettingChanges) => {
    const send = () => api.settings.$post({ json: { changes } })
    const done = Object.keys(changes).some(isForUserAlone) ? await askAsAdmin(send) : await ask(send())
    if (!done.ok) {
      announce(done.error.message)
      return done.error.message
    }
    setChanged(done.value.report)
    setNeedsRestart((keys) => [...new Set([...keys, ...done.value.needsRestart])])
    announce(done.value.needsRestart.length > 0 ? 'Saved. In force from the next start on.' : 'Saved, in force now')
    return undefined
  }
  const report = changed ?? answer.value
  useEffect(() => {
    if (report) learnTimeZone(String(settingOf(report, 'usage.timezone')?.value ?? report.systemTimezone))
  }, [report])
  return { report, problem: answer.problem, retry: answer.retry, change, needsRestart }
}
