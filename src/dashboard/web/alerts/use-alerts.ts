/** What the page knows of alerts, and how it changes them. The only file that knows these routes. */
import { useState } from 'preact/hooks'
import type {
  AlertReport,
  ChannelReport,
  DeadLetter,
  FiredAlert,
  RuleTrial,
} from '../../../core/alerts/alert-report.ts'
import type { ChannelId } from '../../../core/alerts/channel-kinds.ts'
import type { QuietHours } from '../../../core/alerts/quiet.ts'
import type { FlatRule } from '../../../core/alerts/rule-check.ts'
import type { Result } from '../../../core/result.ts'
import type { ChannelOrder, SnoozeOrder } from '../../../services/alerts.ts'
import { type ApiProblem, api, ask } from '../api.ts'
import { useNow } from '../clock.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { askAsAdmin } from '../signin/sign-in-again.tsx'

type Asked<T> = Promise<Result<T, ApiProblem>>

export interface AlertsState {
  readonly report: AlertReport | undefined
  readonly fired: readonly FiredAlert[] | undefined
  readonly letters: readonly DeadLetter[] | undefined
  readonly problem: ApiProblem | undefined
  readonly retry: () => void
  readonly saveRule: (rule: FlatRule) => Asked<unknown>
  readonly removeRule: (id: string) => Asked<unknown>
  readonly tryRule: (rule: FlatRule) => Asked<RuleTrial>
  readonly setQuiet: (quiet: QuietHours) => Asked<unknown>
  readonly snooze: (order: SnoozeOrder) => Asked<unknown>
  /** These ask for a sign-in of the last minutes. */
  readonly setChannel: (order: ChannelOrder) => Asked<ChannelReport>
  readonly removeChannel: (channel: ChannelId) => Asked<unknown>
  readonly testChannel: (channel: ChannelId) => Asked<ChannelReport>
  readonly sendAgain: (letter: string) => Asked<unknown>
}

const lookEveryMs = 15_000
const shownFired = 50

export function useAlerts(): AlertsState {
  const [changes, setChanges] = useState(0)
  const look = `${changes} ${Math.floor(useNow(lookEveryMs) / lookEveryMs)}`
  const options = { followsUsage: false }
  const { value: report, problem, retry } = useAnswer(`alerts ${look}`, () => ask(api.alerts.$get()), options)
  const askFired = () => ask(api.alerts.fired.$get({ query: { limit: String(shownFired) } }))
  const fired = useAnswer(`fired ${look}`, askFired, options).value?.fired
  const letters = useAnswer(`dead ${look}`, () => ask(api.alerts.dead.$get()), options).value?.letters
  const changed = async <T>(asked: Asked<T>): Asked<T> => {
    const answer = await asked
    setChanges((known) => known + 1)
    return answer
  }
  return {
    ...{ report, fired, letters, problem, retry },
    saveRule: (rule) => changed(ask(api.alerts.rules.$post({ json: { ...rule } }))),
    removeRule: (id) => changed(ask(api.alerts.rules.remove.$post({ json: { id } }))),
    tryRule: (rule) => ask(api.alerts.rules.try.$post({ json: { ...rule } })),
    setQuiet: (quiet) => changed(ask(api.alerts.quiet.$post({ json: quiet }))),
    snooze: (order) => changed(ask(api.alerts.snooze.$post({ json: order }))),
    setChannel: (order) => changed(askAsAdmin(() => api.alerts.channels.$post({ json: order }))),
    removeChannel: (channel) => changed(askAsAdmin(() => api.alerts.channels.remove.$post({ json: { channel } }))),
    testChannel: (channel) => changed(askAsAdmin(() => api.alerts.channels.test.$post({ json: { channel } }))),
    sendAgain: (letter) => changed(askAsAdmin(() => api.alerts.retry.$post({ json: { letter } }))),
  }
}
