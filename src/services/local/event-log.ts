/**
 * The last events, so that who was away for a moment misses nothing: the newest facts one by one, and of each state the newest.
 * Ids grow, also over a restart, because they begin at the time of the start in microseconds.
 */
import type { BusEvent, EventId } from '../../core/events/event.ts'
import { isState } from '../../core/events/event-types.ts'

export interface EventLog {
  /** For the next event. */
  nextId(): EventId
  keep(event: BusEvent): void
  /** What came after that event, oldest first; undefined when that is too long ago to tell, or no id of ours. */
  since(id: EventId): readonly BusEvent[] | undefined
  readonly newestId: EventId
}

export function createEventLog(startedAtMs: number, capacity = 1024): EventLog {
  const firstId = startedAtMs * 1000
  let newestId = firstId
  let forgottenId = firstId
  let facts: BusEvent[] = []
  const states = new Map<string, BusEvent>()
  return {
    get newestId() {
      return newestId
    },
    nextId() {
      newestId += 1
      return newestId
    },
    keep(event) {
      if (isState(event.type)) states.set(event.type, event)
      else facts.push(event)
      if (facts.length <= capacity * 2) return
      forgottenId = facts.at(-capacity - 1)?.id ?? forgottenId
      facts = facts.slice(-capacity)
    },
    since(id) {
      if (!Number.isSafeInteger(id) || id > newestId || id < forgottenId) return undefined
      return [...facts, ...states.values()].filter((event) => event.id > id).sort((a, b) => a.id - b.id)
    },
  }
}
