/** The events of one lane that is kept in rows which change in place: held in memory while it is read, in the order of time. */

import type { LaneRecords } from '../../agents/agent.ts'
import { type LinePlace, readLineCursor } from '../../agents/line-cursor.ts'
import type { EventCursor, SessionEvent } from '../../core/session/session-event.ts'
import { type LaneEntry, type LaneSource, timedBackward, timedForward, timeOf } from '../lane-source.ts'

export class KeptLane implements LaneSource {
  readonly lane: string
  readonly #records = new Map<number, readonly SessionEvent[]>()
  #sorted: readonly SessionEvent[] | undefined

  constructor(lane: string) {
    this.lane = lane
  }

  /** What is new; undefined when something that was told before is told otherwise, or no more. */
  take({ changed, count }: LaneRecords): readonly SessionEvent[] | undefined {
    const fresh: SessionEvent[] = []
    let isOtherwise = false
    for (const { offset, events } of changed) {
      const known = new Map((this.#records.get(offset) ?? []).map((event) => [event.cursor, event]))
      for (const event of events) {
        const before = known.get(event.cursor)
        if (before === undefined) fresh.push(event)
        else if (JSON.stringify(before) !== JSON.stringify(event)) isOtherwise = true
        known.delete(event.cursor)
      }
      if (known.size > 0) isOtherwise = true
      this.#records.set(offset, events)
      this.#sorted = undefined
    }
    const isTakenBack = [...this.#records.keys()].some((offset) => offset > count)
    return isOtherwise || isTakenBack ? undefined : fresh.sort(byTime)
  }

  /** Events without a time stay behind the one before them. */
  events(): readonly SessionEvent[] {
    this.#sorted ??= [...this.#records]
      .sort(([a], [b]) => a - b)
      .flatMap(([, events]) => events)
      .sort(byTime)
    return this.#sorted
  }

  find(cursor: EventCursor): SessionEvent | undefined {
    const place = readLineCursor(cursor)
    return place && this.#records.get(place.offset)?.find((event) => event.cursor === cursor)
  }

  *backward(entry: LaneEntry) {
    const events = this.events()
    yield* timedBackward([events.slice(0, this.#edge(entry, 0))])
  }

  *forward(entry: LaneEntry) {
    const at = entry.kind === 'edge' ? 0 : this.#edge(entry, 1)
    const fromMs = entry.kind === 'place' ? this.timeAt(entry.place) : entry.kind === 'time' ? entry.atMs : undefined
    yield* timedForward([this.events().slice(at)], fromMs)
  }

  timeAt(place: LinePlace): number | undefined {
    return this.events()
      .slice(0, this.#indexOf(place) + 1)
      .map(timeOf)
      .findLast((atMs) => atMs !== undefined)
  }

  /** Where what lies before the entry ends, and what comes after it begins, `behind` the event at a place. */
  #edge(entry: LaneEntry, behind: 0 | 1): number {
    const events = this.events()
    if (entry.kind === 'edge') return events.length
    if (entry.kind === 'place') return this.#indexOf(entry.place) + behind
    const later = events.findIndex((event) => (timeOf(event) ?? Number.NEGATIVE_INFINITY) > entry.atMs)
    return later === -1 ? events.length : later
  }

  /** Of a place that is no more: behind everything. */
  #indexOf({ offset, index }: LinePlace): number {
    const at = this.events().findIndex(({ cursor }) => {
      const own = readLineCursor(cursor)
      return own?.offset === offset && own.index === index
    })
    return at === -1 ? this.events().length : at
  }
}

/** Those without a time first. */
export const byTime = (a: SessionEvent, b: SessionEvent): number => (timeOf(a) ?? 0) - (timeOf(b) ?? 0)
