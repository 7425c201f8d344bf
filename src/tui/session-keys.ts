/** The keys of a session's feed. Pure. */
import type { Key } from './key.ts'
import type { WatchModel } from './model.ts'
import { mostEvents, mostEventsReading } from './model.ts'
import type { Update } from './step.ts'
import { only, scrollOf } from './step.ts'
import { feedKinds } from './view/feed.ts'
import type { Frame } from './view/layout.ts'
import { entriesOf, topIndexOf } from './view/session-screen.ts'

export function onFeedKey(model: WatchModel, key: Key, frame: Frame): Update {
  const { feed } = model
  if (key.name === 'enter') return onEnter(model, frame)
  if (key.name === 'text') {
    switch (key.text) {
      case ' ':
        if (model.replay !== undefined) return only(model, { type: 'replay', does: 'toggle' })
        return feed.isFollowing ? pause(model, frame) : follow(model)
      case 'f': {
        const kinds = feedKinds[(feedKinds.indexOf(feed.kinds) + 1) % feedKinds.length] ?? 'all'
        return only({ ...model, feed: { ...feed, kinds, chosen: undefined, top: undefined } })
      }
      case 'g':
        return follow(model)
      case '+':
        return model.replay === undefined ? only(model) : only(model, { type: 'replay', does: 'faster' })
      case '-':
        return model.replay === undefined ? only(model) : only(model, { type: 'replay', does: 'slower' })
      default:
        break
    }
  }
  if (key.name === 'home') return follow(model)
  const by = scrollOf(key, frame.bodyRows)
  return by === undefined ? only(model) : move(model, by, frame)
}

/** The newest row of this moment stays the first. */
const pause = (model: WatchModel, frame: Frame): Update =>
  only({ ...model, feed: { ...model.feed, isFollowing: false, top: entriesOf(model, frame)[0]?.event.cursor } })

/** Back to the newest; what was let go meanwhile is read again. */
function follow(model: WatchModel): Update {
  const { feed } = model
  const next = { ...model, feed: { ...feed, isFollowing: true, missed: 0, chosen: undefined, top: undefined } }
  const isWhole = feed.events.length < mostEventsReading
  if (!isWhole) return only(next, { type: 'load-newest' })
  const events = feed.events.slice(-mostEvents)
  const older = events.length < feed.events.length ? events[0]?.cursor : feed.older
  return only({ ...next, feed: { ...next.feed, events, older } })
}

/** Moves the chosen row; the first move takes the first row that is seen. At the oldest one more are asked for. */
function move(model: WatchModel, by: number, frame: Frame): Update {
  const { feed } = model
  const entries = entriesOf(model, frame)
  if (entries.length === 0) return only(model)
  const found = entries.findIndex(({ event }) => event.cursor === feed.chosen)
  const top = topIndexOf(model, entries)
  const at = Math.max(
    0,
    Math.min(entries.length - 1, found < 0 ? (by > 0 && Number.isFinite(by) ? top + by - 1 : top + by) : found + by),
  )
  const rows = frame.bodyRows
  const nextTop = at < top ? at : at >= top + rows ? at - rows + 1 : top
  const next: WatchModel = {
    ...model,
    feed: {
      ...feed,
      isFollowing: false,
      chosen: entries[at]?.event.cursor,
      top: entries[nextTop]?.event.cursor,
    },
  }
  const isNearEnd = at + rows >= entries.length && feed.events.length < mostEventsReading
  return isNearEnd && feed.older !== undefined && !feed.isLoading
    ? only({ ...next, feed: { ...next.feed, isLoading: true } }, { type: 'load-older', before: feed.older })
    : only(next)
}

/** The chosen event, else the newest. */
function onEnter(model: WatchModel, frame: Frame): Update {
  const entries = entriesOf(model, frame)
  const entry = entries.find(({ event }) => event.cursor === model.feed.chosen) ?? entries[topIndexOf(model, entries)]
  if (entry === undefined) return only(model)
  const { event } = entry
  const shown: WatchModel = { ...model, overlay: { kind: 'detail', event, top: 0 } }
  return event.isCut === true ? only(shown, { type: 'load-detail', cursor: event.cursor }) : only(shown)
}
