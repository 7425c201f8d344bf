/** What `tce events` asks: its query and options as one question, the whole of its answer, and what stands beside it. */
import type { CapturedEvent } from '../core/captured/captured-event.ts'
import { bothQueries } from '../core/query/both-queries.ts'
import { instantOf } from '../core/query/parse-query.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { days, hours, minutes, seconds } from '../core/time/duration.ts'
import type { EventRequest, EventRequestProblem, EventService } from '../services/events.ts'
import type { EventAround } from './views/event-view.ts'
import type { CountedEvents } from './views/events-view.ts'

export interface ListFilter {
  readonly source?: string | undefined
  readonly type?: string | undefined
  readonly level?: string | undefined
  readonly session?: string | undefined
  readonly project?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly limit: number
}

export interface Asked {
  readonly request: EventRequest
  readonly hidesDebug: boolean
  /** Of a place in what was asked for. */
  placeInQuery(at: number): number
}

const commaList = (text: string | undefined): readonly string[] | undefined =>
  text?.split(',').filter((part) => part !== '')

/** All levels but debug, unless levels are asked for. */
export function askedFor(query: string, options: ListFilter): Asked {
  const { source, type, level, session, project, since, until, limit } = options
  const hidesDebug = level === undefined && !/(?:^|\s)-?level:/.test(query)
  const projects = commaList(project)?.map((name) => `"${name.replaceAll('"', '')}"`)
  const more = [
    ...(projects === undefined ? [] : [`project:${projects.join(',')}`]),
    ...(hidesDebug ? ['-level:debug'] : []),
  ]
  const { text, placeInFirst } = bothQueries(query, more.join(' '))
  const fields = {
    source: commaList(source),
    event_type: commaList(type),
    level: commaList(level),
    session_id: commaList(session),
  }
  return { request: { query: text, fields, since, until, limit }, hidesDebug, placeInQuery: placeInFirst }
}

export interface Found {
  readonly events: readonly CapturedEvent[]
  readonly isMore: boolean
  /** How far the search came, where it was not to the end. */
  readonly lookedAt?: { readonly events: number; readonly ofEvents: number } | undefined
}

const longestSearchMs = seconds(10)

/** A search for what no index tells stops after a moment and is asked on: until it has enough, or so long. */
export async function askOn(
  events: Pick<EventService, 'ask'>,
  request: EventRequest,
  longestMs = longestSearchMs,
): Promise<Result<Found, EventRequestProblem>> {
  const beganAtMs = performance.now()
  const found: CapturedEvent[] = []
  let looked = 0
  let ofEvents: number | undefined
  let { afterId } = request
  for (;;) {
    const page = await events.ask({ ...request, limit: request.limit - found.length, afterId })
    if (!page.ok) return page
    const { lookedAt, nextId } = page.value
    found.push(...page.value.events)
    looked += lookedAt?.events ?? 0
    ofEvents ??= lookedAt?.ofEvents
    const isOver = performance.now() - beganAtMs >= longestMs
    if (lookedAt === undefined || found.length >= request.limit)
      return ok({ events: found, isMore: nextId !== undefined })
    if (isOver) return ok({ events: found, isMore: true, lookedAt: { events: looked, ofEvents: ofEvents ?? looked } })
    afterId = nextId
  }
}

/** How many there are in all, of the last half hour or since when they were asked for; undefined where only a search could tell. */
export async function countOf(
  events: Pick<EventService, 'histogram'>,
  { request, hidesDebug }: Asked,
  { level, session, project, since = '30m', until }: ListFilter,
  nowMs: number,
): Promise<CountedEvents | undefined> {
  const words = windowInWords(since)
  const isSearch = request.query !== (hidesDebug ? '-level:debug' : '')
  if (words === undefined || isSearch || session !== undefined || project !== undefined || until !== undefined)
    return undefined
  const sinceMs = instantOf(since, { nowMs, startOfDay: () => undefined }) ?? nowMs
  const fromMs = sinceMs - (sinceMs % minutes(1))
  const binMs = Math.min(Math.ceil((nowMs + 1 - fromMs) / minutes(1)) * minutes(1), days(7))
  const { source, event_type } = request.fields ?? {}
  const bins = await events.histogram({
    ...{ sinceMs: fromMs, untilMs: nowMs + 1, binMs },
    ...{ sources: source, eventTypes: event_type },
  })
  const levels = commaList(level)
  let [count, hidden] = [0, 0]
  for (const { counts } of bins) {
    for (const [name, events] of Object.entries(counts)) {
      if (hidesDebug && name === 'debug') hidden += events
      else if (levels === undefined || levels.includes(name)) count += events
    }
  }
  return { fromMs, count, hidden, words }
}

const units: Readonly<Record<string, readonly [string, string]>> = {
  s: ['s', 's'],
  m: ['min', 'min'],
  h: ['h', 'h'],
  d: ['day', 'days'],
  w: ['week', 'weeks'],
}

/** `24h` is "the last 24 h"; undefined: it is no length. */
function windowInWords(since: string): string | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(since) ?? []
  const [one, many] = units[unit] ?? []
  if (count === undefined) return undefined
  return Number(count) === 1 && unit !== 's' ? `the last ${one}` : `the last ${count} ${many}`
}

const mostOfTrace = 200
const mostInFull = 1_000
const besideInSession = 3

/** What an event belongs to: its trace, else the spans it names, else what its session said right before and after. */
export async function aroundOf(
  events: Pick<EventService, 'ask'>,
  event: CapturedEvent,
  isFull = false,
): Promise<EventAround | undefined> {
  const { trace_id, span_id, parent_id, session_id } = event
  const limit = isFull ? mostInFull : mostOfTrace
  if (trace_id !== undefined) {
    const page = await events.ask({ fields: { trace_id: [trace_id] }, order: 'oldest', limit })
    return page.ok ? { of: 'trace', events: page.value.events } : undefined
  }
  const spans = [span_id, parent_id].filter((id) => id !== undefined && !id.includes('"')).map((id) => `"${id}"`)
  if (spans.length > 0) {
    // No index tells it: what belongs together is seldom far apart.
    const atMs = Date.parse(event.timestamp)
    const [since, until] = [atMs - hours(1), atMs + hours(1)].map((ms) => new Date(ms).toISOString())
    const query = `span:${spans.join(',')} OR parent:${spans.join(',')}`
    const page = await events.ask({ query, since, until, order: 'oldest', limit })
    return page.ok ? { of: 'span', events: page.value.events } : undefined
  }
  if (session_id === undefined) return undefined
  const beside = { fields: { session_id: [session_id] }, afterId: event.id, limit: besideInSession }
  const [before, after] = await Promise.all([
    events.ask({ ...beside, order: 'newest' }),
    events.ask({ ...beside, order: 'oldest' }),
  ])
  if (!before.ok || !after.ok) return undefined
  return { of: 'session', events: [...before.value.events, event, ...after.value.events] }
}
