/** The part of a session's events that the page holds: a gapless run of one lane, which grows at both ends and by what comes live. Pure. */
import type { EventCursor, SessionEvent } from '../../../../core/session/session-event.ts'
import type { SessionEventPage } from '../../../../core/session/session-watch.ts'

export interface EventWindow {
  /** Oldest first, no event twice. */
  readonly events: readonly SessionEvent[]
  /** Where to read on for what is older; absent at the beginning. */
  readonly before?: string | undefined
  /** Where to read on for what is newer; absent where the newest is held. */
  readonly after?: string | undefined
}

export const emptyWindow: EventWindow = { events: [] }

/** More than anybody reads through; beyond it the far end is given up, and read again when it is wanted. */
export const mostHeldEvents = 40_000

/** How far from an end what comes may repeat what is held already. */
const mostRepeated = 2000

export const windowOf = ({ events, before, after }: SessionEventPage): EventWindow => ({ events, before, after })

/** An event with what is before and after it. */
export const windowAround = (
  older: SessionEventPage,
  event: SessionEvent | undefined,
  newer: SessionEventPage,
): EventWindow => ({
  events: unique([...older.events, ...(event === undefined ? [] : [event]), ...newer.events]),
  before: older.before,
  after: newer.after,
})

export function withOlder(window: EventWindow, page: SessionEventPage): EventWindow {
  const held = new Set(window.events.slice(0, mostRepeated).map(({ cursor }) => cursor))
  const events = [...page.events.filter(({ cursor }) => !held.has(cursor)), ...window.events]
  const last = events[mostHeldEvents - 1]
  return events.length > mostHeldEvents
    ? { events: events.slice(0, mostHeldEvents), before: page.before, after: last?.cursor }
    : { events, before: page.before, after: window.after }
}

export const withNewer = (window: EventWindow, page: SessionEventPage): EventWindow =>
  bounded({ ...withLive({ ...window, after: undefined }, page.events), after: page.after })

/** What the stream tells goes to the end, if the end is held; what is there already stays. */
export function withLive(window: EventWindow, events: readonly SessionEvent[]): EventWindow {
  if (window.after !== undefined) return window
  const held = new Set(window.events.slice(-mostRepeated).map(({ cursor }) => cursor))
  const fresh = events.filter(({ cursor }) => !held.has(cursor))
  return fresh.length === 0 ? window : bounded({ ...window, events: [...window.events, ...fresh] })
}

function bounded(window: EventWindow): EventWindow {
  if (window.events.length <= mostHeldEvents) return window
  const events = window.events.slice(-mostHeldEvents)
  return { ...window, events, before: events[0]?.cursor }
}

function unique(events: readonly SessionEvent[]): readonly SessionEvent[] {
  const seen = new Set<EventCursor>()
  return events.filter(({ cursor }) => !seen.has(cursor) && seen.add(cursor))
}
