/** An event as the page shows it: its secrets hidden, whose it is, when it was. Pure. */
import type { CapturedEvent, Level } from '../../../core/captured/captured-event.ts'
import { isOwnSource } from '../../../core/captured/captured-event.ts'
import { agentIds } from '../../../core/process/agent-ids.ts'
import type { createCalendar } from '../../../core/time/calendar.ts'
import { redactNamed, redactText } from '../../../core/words/redact.ts'
import { formatClock, formatMoment } from '../parts/time.ts'

/** As the server tells it: with its data as an object. */
export type PageEvent = Omit<CapturedEvent, 'data'> & { readonly data: Readonly<Record<string, unknown>> | null }

/** Which kind of agent speaks; undefined where none does: TCE itself speaks of all of them. */
export const agentIdOf = ({ agent, source }: Pick<PageEvent, 'agent' | 'source'>): string | undefined =>
  source === 'tce' ? undefined : (agent ?? (isOwnSource(source) ? agentOfSource(source) : undefined))

/** TCE's own names for what an agent sends begin with the agent's. */
const agentOfSource = (source: string): string | undefined => agentIds.find((id) => id === source.split('-')[0])

/** By what its session is known to work in, or by the folder that it tells itself. */
export function projectOf(
  { session_id: sessionId, data }: Pick<PageEvent, 'session_id' | 'data'>,
  projects: ReadonlyMap<string, string>,
): string | undefined {
  const known = sessionId === undefined ? undefined : projects.get(sessionId)
  const cwd = data?.['cwd']
  return known ?? (typeof cwd === 'string' ? cwd.split(/[\\/]/).findLast((part) => part !== '') : undefined)
}

export const atMsOf = ({ timestamp }: Pick<PageEvent, 'timestamp'>): number => Date.parse(timestamp)

/** `14:32:07.412` today, `Thu 17:40` within the week, a date before. */
export function timeWords(ms: number, nowMs: number, calendar: ReturnType<typeof createCalendar>): string {
  return calendar.dayOf(ms) === calendar.dayOf(nowMs) ? preciseClock(ms, calendar) : formatMoment(ms, nowMs, calendar)
}

export const preciseClock = (ms: number, calendar: ReturnType<typeof createCalendar>): string =>
  `${formatClock(ms, calendar)}.${String(((ms % 1000) + 1000) % 1000).padStart(3, '0')}`

/** `+0.1 s`, `−11.1 s`, `0 s`: how far from another event. */
export function distanceWords(ms: number): string {
  if (ms === 0) return '0 s'
  const seconds = Math.abs(ms) / 1000
  const sign = ms < 0 ? '−' : '+'
  if (seconds < 100) return `${sign}${seconds.toFixed(1)} s`
  return seconds < 6000 ? `${sign}${Math.round(seconds / 60)} min` : `${sign}${Math.round(seconds / 3600)} h`
}

export const safeMessage = ({ message }: Pick<PageEvent, 'message'>): string => redactText(message ?? '')

/** A value of its data without secrets, known by their looks or by the name they stand under. */
export function safeValue(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return redactNamed(name, value)
  if (Array.isArray(value)) return value.map((item) => safeValue(item, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, safeValue(item, key)]))
}

/** All of it, as lines of JSON. */
export function safeJson(event: PageEvent): readonly string[] {
  const { data, ...rest } = event
  return JSON.stringify({ ...(safeValue(rest) as object), data: safeValue(data) }, null, 2).split('\n')
}

/** What words say of a level: none where nobody told one. */
export const levelClass = (level: Level | null): string => `lvl-${level ?? 'none'}`
