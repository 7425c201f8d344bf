/** The list as it is drawn: sessions under the days on which they began. Pure. */

import type { SessionSort, SessionSummary } from '../../../core/session/session.ts'
import type { Calendar } from '../../../core/time/calendar.ts'
import { dayText, monthNames, weekdayOf } from '../../../core/time/calendar.ts'
import { formatUsd } from '../../../core/words/format.ts'
import type { LoadedSessions } from './loaded.ts'

export type ListItem =
  | {
      readonly kind: 'group'
      readonly key: string
      readonly name: string
      readonly count: string
      readonly sum: string
    }
  | { readonly kind: 'session'; readonly key: string; readonly session: SessionSummary; readonly position: number }

/** Groups where the order is one of time, else none. */
export function toItems(
  { sessions, nextCursor }: LoadedSessions,
  sort: SessionSort,
  nowMs: number,
  calendar: Calendar,
): readonly ListItem[] {
  if (sort !== 'start' && sort !== 'active') {
    return sessions.map((session, position) => ({ kind: 'session', key: session.id, session, position }))
  }
  const items: ListItem[] = []
  let position = 0
  for (const [day, group] of byDay(sessions, sort, calendar)) {
    // The last day that is here may go on in the next page.
    const isWhole = nextCursor === undefined || position + group.length < sessions.length
    items.push({
      kind: 'group',
      key: `day ${day}`,
      name: dayName(day, calendar.dayOf(nowMs)),
      count: isWhole ? group.length.toLocaleString('en-US') : '',
      sum: isWhole ? costSum(group) : '',
    })
    for (const session of group) items.push({ kind: 'session', key: session.id, session, position: position++ })
  }
  return items
}

/** Runs of one day, in the order of the list. */
function byDay(
  sessions: readonly SessionSummary[],
  sort: SessionSort,
  calendar: Calendar,
): readonly (readonly [number | undefined, readonly SessionSummary[]])[] {
  const days: [number | undefined, SessionSummary[]][] = []
  for (const session of sessions) {
    const day = dayIn(calendar, sort === 'active' ? session.lastActiveAt : session.startedAt)
    const last = days.at(-1)
    if (last && last[0] === day) last[1].push(session)
    else days.push([day, [session]])
  }
  return days
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
