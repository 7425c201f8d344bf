/** What changes, as it changes: one stream for all who follow, in this program and beside it. Its types: core/events/event-types.ts. */
import type { EventId, EventsOf } from '../core/events/event.ts'
import type { EventType } from '../core/events/event-types.ts'

export interface BusService {
  /**
   * Tells of these types. Without `after` it begins with the states as they are; with it, what came after that event first, in
   * order, facts one by one and states in their newest form. Returns what ends it.
   */
  follow<T extends EventType>(
    types: readonly T[],
    listener: (event: EventsOf<T>) => void,
    options?: FollowOptions,
  ): () => void
}

export interface FollowOptions {
  readonly after?: EventId | undefined
  /** Somebody looks: the machine is looked at quickly, else at the slow pace. With no types at all that is all it does. */
  readonly isAttentive?: boolean | undefined
  /**
   * Told first: the place in the stream at which it begins. `isGap`: what came after `after` can't be told (any more), so facts are
   * missing; the states as they are come next. Through a server also after every break.
   */
  readonly onBegin?: ((place: EventId, isGap: boolean) => void) | undefined
  /** The line to the server broke; it is made anew. */
  readonly onLost?: (() => void) | undefined
}
