/** What the address says of the events, and the filter that follows from it. Pure. */
import type { Level } from '../../../core/captured/captured-event.ts'
import { levels } from '../../../core/captured/captured-event.ts'
import type { SplitKey } from '../../../core/captured/event-counts.ts'
import { splitKeys } from '../../../core/captured/event-counts.ts'
import { oneOf } from '../parts/one-of.ts'
import { withoutLevels } from './filter-terms.ts'

export const ranges = ['1h', '24h', '7d', '30d', 'all'] as const
export type EventRange = (typeof ranges)[number]
export const laneWindows = ['10m', '1h', '6h'] as const
export type LaneWindow = (typeof laneWindows)[number]
export type LanesBy = 'session' | 'source'

export interface EventsAddress {
  readonly view: 'live' | 'query'
  /** In the language of queries. */
  readonly filter: string
  readonly hiddenLevels: readonly Level[]
  /** The event whose detail is open. */
  readonly eventId?: number | undefined
  readonly lanes?: LanesBy | undefined
  readonly window: LaneWindow
  readonly range: EventRange
  readonly order: 'newest' | 'oldest'
  /** What the bars over time are split by. */
  readonly by: SplitKey
}

export function readEventsAddress(query: Readonly<Record<string, string>>): EventsAddress {
  const hidden = (query['hide'] ?? '').split(',')
  const eventId = Number(query['event'])
  return {
    view: query['view'] === 'query' ? 'query' : 'live',
    filter: query['q'] ?? '',
    hiddenLevels: levels.filter((level) => hidden.includes(level)),
    eventId: Number.isSafeInteger(eventId) && eventId > 0 ? eventId : undefined,
    lanes: oneOf(['session', 'source'] as const, query['lanes']),
    window: oneOf(laneWindows, query['window']) ?? '10m',
    range: oneOf(ranges, query['range']) ?? '24h',
    order: query['order'] === 'oldest' ? 'oldest' : 'newest',
    by: oneOf(splitKeys, query['by']) ?? 'level',
  }
}

/** What the server is asked with; empty: everything. */
export const wholeFilter = ({ filter, hiddenLevels }: Pick<EventsAddress, 'filter' | 'hiddenLevels'>): string =>
  withoutLevels(filter.trim(), hiddenLevels)

/** Where everything that a filter finds is looked through. */
export const queryRoute = (filter: string) => ({
  screen: 'events' as const,
  query: { view: 'query', q: filter, range: 'all' },
})

export const rangeChoices: readonly { readonly value: EventRange; readonly label: string }[] = [
  { value: '1h', label: 'Last hour' },
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: 'all', label: 'Any time' },
]

export const splitChoices = splitKeys.map((value) => ({ value, label: `By ${value}` }))

/** As the server is asked: from when on. Undefined: from the oldest on. */
export const sinceOf = (range: EventRange): string | undefined => (range === 'all' ? undefined : range)

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const lengthMs: Readonly<Record<Exclude<EventRange, 'all'>, number>> = {
  '1h': hourMs,
  '24h': dayMs,
  '7d': 7 * dayMs,
  '30d': 30 * dayMs,
}
const mostBars = 96
/** The server's longest bin. */
export const longestBinMs = 7 * dayMs

export interface BinnedRange {
  readonly sinceMs: number
  readonly untilMs: number
  readonly binMs: number
}

/** Bars of whole minutes or hours, as the server counts; the newest ends after now. Undefined where nothing is stored. */
export function binnedRange(range: EventRange, nowMs: number, oldestMs: number | undefined): BinnedRange | undefined {
  const wantedMs = range === 'all' ? (oldestMs === undefined ? undefined : nowMs - oldestMs) : lengthMs[range]
  if (wantedMs === undefined) return undefined
  const stepMs = wantedMs <= dayMs ? minuteMs : hourMs
  const binMs = Math.min(longestBinMs, Math.max(stepMs, Math.ceil(wantedMs / mostBars / stepMs) * stepMs))
  const untilMs = Math.ceil((nowMs + 1) / stepMs) * stepMs
  const bars = Math.max(1, Math.ceil(wantedMs / binMs))
  return { sinceMs: untilMs - bars * binMs, untilMs, binMs }
}
