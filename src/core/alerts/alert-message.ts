/** An alert as a channel is given it. Pure. */

import { formatDurationInWords, plural } from '../words/format.ts'
import { redactText } from '../words/redact.ts'
import { plainText } from '../words/text.ts'
import type { OpenAlert } from './alert-book.ts'

export interface AlertMessage {
  readonly id: string
  /** `resolved`: it is over, for channels that keep alerts open. `test`: somebody pressed the button. */
  readonly state: 'open' | 'resolved' | 'test'
  readonly rule: string
  readonly kind: string
  readonly title: string
  readonly body: string
  readonly at: string
  /** Since when it has been so. */
  readonly since?: string | undefined
  readonly project?: string | undefined
  readonly agent?: string | undefined
  /** How many alerts it tells in one. */
  readonly count: number
}

/** Named one by one in a message of many. */
const mostNamed = 5

export interface MessageParts {
  readonly alerts: readonly OpenAlert[]
  readonly more: number
  readonly nowMs: number
  readonly ruleName: (ruleId: string) => string
  /** The channel's user wants what the agent asks and what events say as well. */
  readonly hasDetails: boolean
  readonly state?: AlertMessage['state'] | undefined
}

export function alertMessage({
  alerts,
  more,
  nowMs,
  ruleName,
  hasDetails,
  state = 'open',
}: MessageParts): AlertMessage {
  const [first] = alerts
  const of = ({ matter }: OpenAlert) =>
    hasDetails
      ? { title: redactText(matter.title), body: redactText(matter.body) }
      : { title: matter.plainTitle, body: matter.plainBody }
  const at = new Date(nowMs).toISOString()
  if (first !== undefined && alerts.length === 1 && more === 0) {
    const { matter, ruleId, id } = first
    const since = matter.sinceMs === undefined ? undefined : new Date(matter.sinceMs).toISOString()
    const { kind, project, agent } = matter
    return { id, state, rule: ruleName(ruleId), kind, ...of(first), at, since, project, agent, count: 1 }
  }
  const count = alerts.length + more
  if (more === 0 && alerts.length > 0 && alerts.every(({ matter }) => matter.kind === 'waits')) {
    return {
      ...waitsInOne(alerts, hasDetails, nowMs),
      id: first?.id ?? '',
      state,
      rule: ruleName(first?.ruleId ?? ''),
      at,
      count,
    }
  }
  const named = alerts.slice(0, mostNamed).map((alert) => of(alert).title)
  const rest = count - named.length
  return {
    ...{ id: `${first?.id ?? 'none'}-and-${count - 1}`, state, rule: 'several', kind: 'summary', at, count },
    title: plural(count, 'alert'),
    body: [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n'),
  }
}

function waitsInOne(alerts: readonly OpenAlert[], hasDetails: boolean, nowMs: number) {
  const names = alerts.map(({ matter }) => (hasDetails ? matter.who : matter.project) ?? 'an agent')
  const more = names.length - mostNamed
  const named = more > 0 ? [...names.slice(0, mostNamed), `${more} more`] : names
  const longestMs = nowMs - Math.min(...alerts.map(({ matter }) => matter.sinceMs ?? nowMs))
  const body = `${plainText(named.join(', '))}. Longest ${formatDurationInWords(longestMs)}.`
  return { kind: 'waits', title: `${alerts.length} agents wait for you`, body: hasDetails ? redactText(body) : body }
}

export const testMessage = (id: string, nowMs: number): AlertMessage => ({
  ...{ id, state: 'test', rule: 'test', kind: 'test', count: 1, at: new Date(nowMs).toISOString() },
  title: 'TCE can reach you here',
  body: 'This is a test.',
})
