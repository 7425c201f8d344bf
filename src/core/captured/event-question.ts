/** What can be asked of the stored events: filters by field, a query, a range and a page. The same for HTTP, terminal and page. */
import type { Asked } from '../query/holds.ts'
import { holds } from '../query/holds.ts'
import type { Query, QueryKeys } from '../query/query.ts'
import type { CapturedEvent } from './captured-event.ts'
import { levels } from './captured-event.ts'
import { eventProject } from './event-project.ts'

/** Fields that a filter names by themselves, and the query as `key:value`. */
export const filterFields = [
  'source',
  'event_type',
  'level',
  'session_id',
  'agent',
  'trace_id',
  'tool_name',
  'status',
] as const
export type FilterField = (typeof filterFields)[number]

/** The keys of a query over events; the short names are what people type. */
export const eventKeys: QueryKeys = {
  source: { takes: 'text' },
  type: { takes: 'text' },
  level: { takes: 'one of', values: levels },
  session: { takes: 'text' },
  agent: { takes: 'text' },
  trace: { takes: 'text' },
  span: { takes: 'text' },
  parent: { takes: 'text' },
  tool: { takes: 'text' },
  tool_use: { takes: 'text' },
  status: { takes: 'text' },
  hook: { takes: 'text' },
  subagent: { takes: 'text' },
  duration: { takes: 'number' },
  id: { takes: 'number' },
  project: { takes: 'text' },
  data: { takes: 'tree' },
}

const fieldOfKey = {
  source: 'source',
  type: 'event_type',
  level: 'level',
  session: 'session_id',
  agent: 'agent',
  trace: 'trace_id',
  span: 'span_id',
  parent: 'parent_id',
  tool: 'tool_name',
  tool_use: 'tool_use_id',
  status: 'status',
  hook: 'hook',
  subagent: 'agent_id',
  duration: 'duration_ms',
  id: 'id',
} as const satisfies Record<string, keyof CapturedEvent>

export type EventKey = keyof typeof fieldOfKey

/** Undefined: no field of its own tells it, but what lies in its data. */
export const eventFieldOf = (key: string): (typeof fieldOfKey)[EventKey] | undefined =>
  Object.hasOwn(fieldOfKey, key) ? fieldOfKey[key as EventKey] : undefined

export interface EventFilter {
  /** Each field one of these values; all fields together. */
  readonly fields?: { readonly [F in FilterField]?: readonly string[] | undefined } | undefined
  readonly query?: Query | undefined
  /** By the event's own time, both sides included, as the original does. */
  readonly sinceMs?: number | undefined
  readonly untilMs?: number | undefined
}

export interface EventQuestion extends EventFilter {
  readonly limit: number
  /** By capture. */
  readonly order: 'newest' | 'oldest'
  /** From here on in that order, this one not included. */
  readonly afterId?: number | undefined
}

export interface EventAnswer {
  readonly events: readonly CapturedEvent[]
  /** Where the next page begins; undefined at the end. */
  readonly nextId?: number | undefined
  /** Undefined: the question was answered whole. Else how far the search came before its time was up: ask on from `nextId`. */
  readonly lookedAt?: { readonly events: number; readonly ofEvents: number } | undefined
  /** Events whose texts are not searchable yet; only told where words were asked for. */
  readonly notIndexed?: number | undefined
}

/** For `holds`: whether a query holds for an event that is at hand. */
export const askedOf = (event: CapturedEvent): Asked => ({
  atMs: Date.parse(event.timestamp),
  value: (key) => valueIn(event, key),
  tree: () => (event.data === null ? undefined : JSON.parse(event.data)),
  texts: [event.message ?? '', event.data ?? ''],
})

function valueIn(event: CapturedEvent, key: string): string | number | undefined {
  if (key === 'project') return eventProject(event)
  const field = eventFieldOf(key)
  if (field === undefined) throw new Error(`“${key}” is no key of an event.`)
  return event[field] ?? undefined
}

/** Whether it is among what a question asks for; the store's indices only spare it looks. */
export function isAskedFor(event: CapturedEvent, { fields = {}, query, sinceMs, untilMs }: EventFilter): boolean {
  const asked = askedOf(event)
  if (sinceMs !== undefined && asked.atMs < sinceMs) return false
  if (untilMs !== undefined && asked.atMs > untilMs) return false
  const isIn = (field: FilterField) => fields[field]?.includes(String(event[field] ?? '')) ?? true
  return filterFields.every(isIn) && (query === undefined || holds(query, asked))
}
