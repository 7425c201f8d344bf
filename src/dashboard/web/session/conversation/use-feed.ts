/** The feed of what is shown, kept while it is the same; opened at the newest events or around the one that the address names. */
import { useEffect, useMemo } from 'preact/hooks'
import type { EventCursor } from '../../../../core/session/session-event.ts'
import type { LiveSession } from '../live/live-session.ts'
import { ConversationFeed, type FeedView } from './conversation-feed.ts'
import { filterOf, type Show } from './filters.ts'

export interface OpenFeed {
  readonly feed: ConversationFeed
  readonly view: FeedView
}

interface FeedQuestion {
  readonly lane: string
  readonly show: Show
  readonly search: string
  /** Where it is opened at first; the newest when absent. */
  readonly at: EventCursor | undefined
  /** After a break or a change of the file, what the reader looks at. */
  readonly onResync: () => EventCursor | undefined
}

export function useFeed(session: LiveSession, { lane, show, search, at, onResync }: FeedQuestion): OpenFeed {
  const feed = useMemo(
    () => new ConversationFeed(session.source, filterOf(show, lane, search)),
    [session, lane, show, search],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: where it opens is decided once.
  useEffect(() => {
    const stopHearing = session.hear({
      onOpen: () => void feed.catchUp(),
      onEvents: (events) => feed.hear(events),
      onResync: () => {
        const seen = onResync()
        void (seen === undefined ? feed.openNewest() : feed.openAround(seen))
      },
    })
    void (at === undefined ? feed.openNewest() : feed.openAround(at))
    return () => {
      stopHearing()
      feed.close()
    }
  }, [feed, session])
  return { feed, view: feed.view }
}
