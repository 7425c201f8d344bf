/** Captured events for one reader: a frame an event, whose place in the stream is its id. */
import { eventJson } from '../../core/captured/captured-event.ts'
import type { EventFollower } from '../../services/local/event-follower.ts'
import { Frame } from './frame.ts'
import type { PulledSource } from './streams.ts'

/** First of all where it begins, so that who comes back with it misses nothing. */
export function eventSource(follower: EventFollower): PulledSource {
  let hasBegun = false
  return {
    kind: 'events',
    async next() {
      if (!hasBegun) {
        hasBegun = true
        return [new Frame('begin', '{}', follower.beginsAt)]
      }
      const told = await follower.next()
      if (told === undefined) return undefined
      if (told.isGap) return [new Frame('resync', '{}', told.newestId)]
      return told.events.map((event) => new Frame('event', eventJson(event), event.id))
    },
    end: follower.end,
  }
}
