/** Events as they come, for one who reads at its own pace: nothing waits for it in memory, and it is told each once and in order. */
import type { CapturedEvent } from '../../core/captured/captured-event.ts'
import type { EventFilter } from '../../core/captured/event-question.ts'
import { isAskedFor } from '../../core/captured/event-question.ts'
import type { FollowedEvents } from '../events.ts'

/** Where events come from: events/event-store.ts */
export interface EventFeed {
  /** The id of the newest that is stored. */
  newestId(): Promise<number>
  /** What was captured after this one, oldest first. */
  after(id: number, limit: number): Promise<readonly CapturedEvent[]>
  /** Called when there is something new. */
  onCaptured(listener: () => void): () => void
}

export interface EventFollower {
  /** The event behind which it begins. */
  readonly beginsAt: number
  /** Waits for the next that are asked for. Undefined when it was ended. */
  next(): Promise<FollowedEvents | undefined>
  end(): void
}

/** Looked at in one go; between two a server does something else. */
const readAtOnce = 500
/** …and as long: a thousand who never read hold so much each, and an event has up to 512 KB. */
const charactersAtOnce = 250_000
/** Who falls behind by so much more while it reads is told so, and goes on with what is new. */
const mostFallenBehind = 100_000

/** Tells what came after `afterId`. */
export function followEvents(feed: EventFeed, filter: EventFilter, afterId: number): EventFollower {
  let cursor = afterId
  /** What it missed before it came lies in the store and is told, however much that is. */
  let mostBehind: number | undefined
  let isEnded = false
  let wake: (() => void) | undefined
  const rouse = () => {
    wake?.()
    wake = undefined
  }
  let hasNews = true
  const stop = feed.onCaptured(() => {
    hasNews = true
    rouse()
  })

  async function read(): Promise<FollowedEvents | undefined> {
    hasNews = false
    const found = await feed.after(cursor, readAtOnce)
    const events = firstOf(found)
    const last = events.at(-1)
    if (found.length < readAtOnce) mostBehind = mostFallenBehind
    if (last === undefined) return undefined
    // More may be there at once.
    hasNews ||= found.length === readAtOnce || events.length < found.length
    if (found.length === readAtOnce) {
      const newestId = await feed.newestId()
      mostBehind ??= newestId - cursor + mostFallenBehind
      if (newestId - cursor > mostBehind) {
        cursor = newestId
        return { events: [], newestId, isGap: true }
      }
    }
    cursor = last.id
    return { events: events.filter((event) => isAskedFor(event, filter)), newestId: cursor, isGap: false }
  }

  /** The store may close under a look that nobody waits for any more. */
  const unlessEnded = (cause: unknown): undefined => {
    if (!isEnded) throw cause
  }

  return {
    beginsAt: afterId,
    async next() {
      while (!isEnded) {
        const found = hasNews ? await read().catch(unlessEnded) : undefined
        if (isEnded) return undefined
        if (found !== undefined && (found.events.length > 0 || found.isGap)) return found
        if (hasNews) continue
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return undefined
    },
    end() {
      isEnded = true
      stop()
      rouse()
    },
  }
}

function firstOf(events: readonly CapturedEvent[]): readonly CapturedEvent[] {
  let characters = 0
  const end = events.findIndex(({ message, data }, index) => {
    characters += (message?.length ?? 0) + (data?.length ?? 0)
    return index > 0 && characters > charactersAtOnce
  })
  return end < 0 ? events : events.slice(0, end)
}
