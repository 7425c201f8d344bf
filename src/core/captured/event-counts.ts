/** How many of the events that are asked for came when, split by one of their fields. */
import type { CapturedEvent } from './captured-event.ts'
import { eventProject } from './event-project.ts'
import type { EventFilter } from './event-question.ts'

/** By the short names of a query's keys. */
export const splitKeys = ['level', 'source', 'type', 'project', 'agent', 'session', 'tool'] as const
export type SplitKey = (typeof splitKeys)[number]

const fieldOfSplit = {
  level: 'level',
  source: 'source',
  type: 'event_type',
  agent: 'agent',
  session: 'session_id',
  tool: 'tool_name',
} as const satisfies Record<Exclude<SplitKey, 'project'>, keyof CapturedEvent>

/** Empty where the event has none. */
export const splitNameOf = (event: CapturedEvent, by: SplitKey): string =>
  (by === 'project' ? eventProject(event) : event[fieldOfSplit[by]]) ?? ''

export interface CountQuestion extends Pick<EventFilter, 'fields' | 'query'> {
  readonly sinceMs: number
  /** Not included. */
  readonly untilMs: number
  readonly binMs: number
  readonly by: SplitKey
  /** `nextId` of the look before. */
  readonly afterId?: number | undefined
}

export interface EventCount {
  readonly fromMs: number
  /** Empty: those that have none. */
  readonly name: string
  readonly events: number
}

export interface EventCounts {
  /** Only where there are any. */
  readonly counts: readonly EventCount[]
  /** Undefined: all were counted. Else the time was up: ask on from here, and add. */
  readonly nextId?: number | undefined
  readonly lookedAt?: { readonly events: number; readonly ofEvents: number } | undefined
}
