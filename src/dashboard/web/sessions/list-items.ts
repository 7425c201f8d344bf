/** The list as it is drawn: sessions under the days on which they began. Pure. */

import { kindOf } from '../../../agents/kinds.ts'
import type { SessionSort, SessionSummary } from '../../../core/session/session.ts'
import type { Calendar } from '../../../core/time/calendar.ts'
import { dayText, monthNames, weekdayOf } from '../../../core/time/calendar.ts'
import { formatUsd } from '../../../core/words/format.ts'
import type { LoadedSessions } from './loaded.ts'

export type ListItem =
  | {
      readonly kind: 'group'
      readonly key: string
      /** Whose they are, where they stand under the names of agents. */
      readonly agent?: string | undefined
      readonly name: string
      readonly count: string
      readonly sum: string
    }
  | { readonly kind: 'session'; readonly key: string; readonly session: SessionSummary; readonly position: number }

/** Under days where the order is one of time, under agents where it is theirs, else without heads. */
export function toItems(
  { sessions, nextCursor }: LoadedSessions,
  sort: SessionSort,
  nowMs: number,
  calendar: Calendar,
): readonly ListItem[] {
  if (sort !== 'start' && sort !== 'active' && sort !== 'agent') {
    return sessions.map((session, position) => ({ kind: 'session', key: session.id, session, position }))
  }
  const items: ListItem[] = []
  let position = 0
  const today = calendar.dayOf(nowMs)
  for (const { name, agent, sessions: group } of sort === 'agent'
    ? byAgent(sessions)
    : byDay(sessions, sort, { calendar, today })) {
    // The last one that is here may go on in the next page.
    const isWhole = nextCursor === undefined || position + group.length < sessions.length
    items.push({
      kind: 'group',
      key: `group ${name}`,
      name,
      agent,
      count: isWhole ? group.length.toLocaleString('en-US') : '',
      sum: isWhole ? costSum(group) : '',
    })
    for (const session of group) items.push({ kind: 'session', key: session.id, session, position: position++ })
  }
  return items
}

interface SessionGroup {
  readonly name: string
  readonly agent?: string | undefined
  readonly sessions: readonly SessionSummary[]
}

const byAgent = (sessions: readonly SessionSummary[]): readonly SessionGroup[] =>
  runsOf(sessions, ({ agent }) => agent).map(([agent, group]) => ({
    name: kindOf(agent).displayName,
    agent,
    sessions: group,
  }))

function byDay(
  sessions: readonly SessionSummary[],
  sort: 'start' | 'active',
  { calendar, today }: { readonly calendar: Calendar; readonly today: number },
): readonly SessionGroup[] {
  const dayOf = ({ lastActiveAt, startedAt }: SessionSummary) =>
    dayIn(calendar, sort === 'active' ? lastActiveAt : startedAt)
  return runsOf(sessions, dayOf).map(([day, group]) => ({ name: dayName(day, today), sessions: group }))
}

/** What stands together in the order of the list. */
function runsOf<K>(
  sessions: readonly SessionSummary[],
  keyOf: (session: SessionSummary) => K,
): readonly (readonly [K, readonly SessionSummary[]])[] {
  const runs: [K, SessionSummary[]][] = []
  for (const session of sessions) {
    const key = keyOf(session)
    const last = runs.at(-1)
    if (last && last[0] === key) last[1].push(session)
    else runs.push([key, [session]])
  }
  return runs
}

const dayIn = ({ dayOf }: Calendar, at: string | undefined): number | undefined =>
  at === undefined || Number.isNaN(Date.parse(at)) ? undefined : dayOf(Date.parse(at))

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** "Today", "Yesterday", "Tuesday 17 Nov", "20 Nov 2025". Days as a calendar counts them. */
export function dayName(day: number | undefined, today: number): string {
  if (day === undefined) return 'No date'
  if (day === today) return 'Today'
  if (day === today - 1) return 'Yesterday'
  const [year = '', month = '', date = ''] = dayText(day).split('-')
  const words = `${Number(date)} ${monthNames[Number(month) - 1]}`
  return year === dayText(today).slice(0, 4) ? `${weekdays[weekdayOf(day)]} ${words}` : `${words} ${year}`
}

/** Of those with a price; empty when none has one. */
export function costSum(sessions: readonly SessionSummary[]): string {
  const priced = sessions.flatMap(({ costUsd }) => (costUsd === undefined ? [] : [costUsd]))
  return priced.length === 0 ? '' : formatUsd(priced.reduce((sum, usd) => sum + usd, 0))
}
