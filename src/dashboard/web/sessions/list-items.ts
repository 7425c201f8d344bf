/** The list as it is drawn: sessions under the days on which they began. Pure. */
import { formatUsd } from '../../../core/format.ts'
import type { SessionSort, SessionSummary } from '../../../core/session.ts'
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
): readonly ListItem[] {
  if (sort !== 'start' && sort !== 'active') {
    return sessions.map((session, position) => ({ kind: 'session', key: session.id, session, position }))
  }
  const items: ListItem[] = []
  let position = 0
  for (const [day, group] of byDay(sessions, sort)) {
    // The last day that is here may go on in the next page.
    const isWhole = nextCursor === undefined || position + group.length < sessions.length
    items.push({
      kind: 'group',
      key: `day ${day}`,
      name: dayName(day, nowMs),
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
): readonly (readonly [number | undefined, readonly SessionSummary[]])[] {
  const days: [number | undefined, SessionSummary[]][] = []
  for (const session of sessions) {
    const day = dayOf(sort === 'active' ? session.lastActiveAt : session.startedAt)
    const last = days.at(-1)
    if (last && last[0] === day) last[1].push(session)
    else days.push([day, [session]])
  }
  return days
}

/** Midnight of the day here; undefined without a time. */
function dayOf(at: string | undefined): number | undefined {
  if (at === undefined) return undefined
  // The list is grouped anew with each page, and a date of the local calendar is slow to make: once an hour is enough.
  const hour = at.slice(0, 13)
  const known = days.get(hour)
  if (known !== undefined) return known
  const ms = midnightOf(new Date(at))
  if (Number.isNaN(ms)) return undefined
  // Where a zone is not ahead by whole hours a day begins within one.
  if (at.endsWith('Z') && midnightOf(new Date(`${hour}:59:59Z`)) === midnightOf(new Date(`${hour}:00:00Z`))) {
    days.set(hour, ms)
  }
  return ms
}

const days = new Map<string, number>()

const midnightOf = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** "Today", "Yesterday", "Tuesday 17 Nov", "20 Nov 2025". */
export function dayName(dayMs: number | undefined, nowMs: number): string {
  if (dayMs === undefined) return 'No date'
  const date = new Date(dayMs)
  const today = dayOf(new Date(nowMs).toISOString()) ?? nowMs
  const daysAgo = Math.round((today - dayMs) / 86_400_000)
  if (daysAgo === 0) return 'Today'
  if (daysAgo === 1) return 'Yesterday'
  const words = `${date.getDate()} ${months[date.getMonth()]}`
  if (date.getFullYear() !== new Date(nowMs).getFullYear()) return `${words} ${date.getFullYear()}`
  return `${weekdays[date.getDay()]} ${words}`
}

/** Of those with a price; empty when none has one. */
export function costSum(sessions: readonly SessionSummary[]): string {
  const priced = sessions.flatMap(({ costUsd }) => (costUsd === undefined ? [] : [costUsd]))
  return priced.length === 0 ? '' : formatUsd(priced.reduce((sum, usd) => sum + usd, 0))
}
