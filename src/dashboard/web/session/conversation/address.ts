/** What of a conversation stands in the address: a moment to look at, a subagent's lane, what is shown, what is searched. Pure. */
import { laneOfCursor } from '../../../../core/session/event-cursor.ts'
import { mainLane } from '../../../../core/session/session-event.ts'
import { type Show, shows } from './filters.ts'

export interface ConversationAddress {
  /** The event to look at. */
  readonly event: string | undefined
  readonly lane: string
  readonly show: Show
  readonly search: string
}

/** `?event=main@48213.0`, or `#emain@48213.0` as in a link by hand. An event's lane goes before the lane that is named. */
export function readAddress(query: Readonly<Record<string, string>>, hash: string): ConversationAddress {
  const asked = query['event'] ?? decoded(hash.replace(/^#e/, ''))
  const lane = asked === undefined ? undefined : laneOfCursor(asked)
  return {
    event: lane && asked,
    lane: lane ?? query['lane'] ?? mainLane,
    show: shows.find((show) => show === query['show']) ?? 'all',
    search: query['q'] ?? '',
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
