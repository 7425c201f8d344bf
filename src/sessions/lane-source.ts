/** The events of one lane of a session, wherever they are kept, as pages and searches go through them. */
import type { LinePlace } from '../agents/line-cursor.ts'
import type { SessionEvent } from '../core/session/session-event.ts'

/** `atMs` is the time by which lanes are merged: the event's own, else that of the one before it in its lane. */
export interface TimedEvent {
  readonly event: SessionEvent
  readonly atMs: number
}

/** `undefined` comes between events as a chance to let others work. */
export type LaneEvents = Generator<TimedEvent | undefined, void>

/** Where a lane is entered: at an event (which is not given itself), behind all events up to a moment, or at its end. */
export type LaneEntry =
  | { readonly kind: 'place'; readonly place: LinePlace }
  | { readonly kind: 'time'; readonly atMs: number }
  | { readonly kind: 'edge' }

export interface LaneSource {
  readonly lane: string
  /** Events of other lanes stand in it, too. */
  readonly isMixed?: boolean | undefined
  /** Newest first. */
  backward(entry: LaneEntry): LaneEvents
  /** Oldest first. */
  forward(entry: LaneEntry): LaneEvents
  /** The time of the event at a place: its own, else that of the nearest one before. */
  timeAt(place: LinePlace): number | undefined
}

export const timeOf = ({ at }: SessionEvent): number | undefined => (at === undefined ? undefined : Date.parse(at))

/** Newest first: events without a time of their own wait for that of the one before them. */
export function* timedBackward(batches: Iterable<readonly SessionEvent[]>): LaneEvents {
  let untimed: SessionEvent[] = []
  let nextMs: number | undefined
  for (const events of batches) {
    if (events.length === 0) yield undefined
    for (const event of events.toReversed()) {
      const atMs = timeOf(event)
      if (atMs === undefined) {
        untimed.push(event)
        continue
      }
      for (const one of untimed) yield { event: one, atMs }
      untimed = []
      nextMs = atMs
      yield { event, atMs }
    }
  }
  for (const event of untimed) yield { event, atMs: nextMs ?? Number.NEGATIVE_INFINITY }
}

/** Oldest first, from where the time was `fromMs`. */
export function* timedForward(batches: Iterable<readonly SessionEvent[]>, fromMs: number | undefined): LaneEvents {
  let leading: SessionEvent[] = []
  let lastMs = fromMs
  for (const events of batches) {
    if (events.length === 0) yield undefined
    for (const event of events) {
      const atMs: number | undefined = timeOf(event) ?? lastMs
      if (atMs === undefined) {
        leading.push(event)
        continue
      }
      lastMs = atMs
      for (const one of leading) yield { event: one, atMs }
      leading = []
      yield { event, atMs }
    }
  }
  for (const event of leading) yield { event, atMs: Number.NEGATIVE_INFINITY }
}
