/**
 * One session for one reader: `state` (the whole, at most ten a second), `events` (a list; its id is the cursor of the last), `resync`
 * when what was missed can't be told. A reader that is too slow gets the newest state and resync.
 */
import { cursorsOfEdge } from '../../core/session/event-cursor.ts'
import type { LiveSessionState } from '../../core/session/live-session.ts'
import type { SessionEvent } from '../../core/session/session-event.ts'
import { mostEventsPerPage, type SessionWatch } from '../../core/session/session-watch.ts'
import { Frame } from './frame.ts'
import type { StreamSource } from './streams.ts'

type Item =
  | { readonly type: 'events'; readonly events: readonly SessionEvent[] }
  | { readonly type: 'state'; readonly state: LiveSessionState }
  | { readonly type: 'resync' }

const mostWaiting = 2_000
const eventsPerFrame = 200

export function sessionSource(watch: SessionWatch, after: string | undefined, onClose: () => void): StreamSource<Item> {
  const state = (): Item => ({ type: 'state', state: watch.state() })
  const lists = (events: readonly SessionEvent[]): readonly Item[] =>
    Array.from({ length: Math.ceil(events.length / eventsPerFrame) }, (_, index) => ({
      type: 'events',
      events: events.slice(index * eventsPerFrame, (index + 1) * eventsPerFrame),
    }))
  return {
    kind: 'session',
    keyOf: ({ type }) => (type === 'events' ? undefined : type),
    weightOf: (item) => (item.type === 'events' ? item.events.length : 0),
    merge: mergeLists,
    most: mostWaiting,
    resync: () => [{ type: 'resync' }, state()],
    frames: (item) => [frameOf(item)],
    begin(outbox) {
      /** What comes while older events are still being read. */
      let held: SessionEvent[] | undefined = after === undefined ? undefined : []
      const unsubscribe = watch.subscribe((change) => {
        if (change.type === 'resync') outbox.resync()
        else if (change.type === 'events' && held !== undefined) held.push(...change.events)
        else if (change.type === 'events') for (const list of lists(change.events)) outbox.push(list)
        else if (held === undefined) outbox.push({ type: 'state', state: change.state })
      })
      const goOn = (missed: readonly SessionEvent[] | undefined) => {
        const known = new Set(missed?.map(({ cursor }) => cursor))
        const later = (held ?? []).filter(({ cursor }) => !known.has(cursor))
        held = undefined
        if (missed === undefined) return outbox.resync()
        for (const list of lists([...missed, ...later])) outbox.push(list)
        outbox.push(state())
      }
      if (after === undefined) outbox.push(state())
      else eventsAfter(watch, after).then(goOn, () => goOn(undefined))
      return () => {
        unsubscribe()
        onClose()
      }
    },
  }
}

function mergeLists(last: Item, next: Item): Item | undefined {
  if (last.type !== 'events' || next.type !== 'events') return undefined
  const isFull = last.events.length + next.events.length > eventsPerFrame
  return isFull ? undefined : { type: 'events', events: [...last.events, ...next.events] }
}

/** Undefined where there is no such event any more, or too many came after it. */
async function eventsAfter(watch: SessionWatch, after: string): Promise<readonly SessionEvent[] | undefined> {
  const [cursor = ''] = cursorsOfEdge(after)
  const [page, event] = await Promise.all([
    watch.events({ after: cursor, limit: mostEventsPerPage }),
    watch.event(cursor),
  ])
  return event === undefined || page.after !== undefined ? undefined : page.events
}

function frameOf(item: Item): Frame {
  if (item.type === 'events') return new Frame('events', JSON.stringify(item.events), item.events.at(-1)?.cursor)
  return item.type === 'state' ? new Frame('state', JSON.stringify(item.state)) : new Frame('resync', '{}')
}
