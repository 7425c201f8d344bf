/**
 * One session as server-sent events: `state` (the whole, at most ten a second), `events` (a list; its id is the cursor of the last),
 * `heartbeat` every 15 s, `resync` when what was missed can't be told. A reader that is too slow gets the newest state and resync.
 */

import { cursorsOfEdge } from '../../core/session/event-cursor.ts'
import type { LiveSessionState } from '../../core/session/live-session.ts'
import type { SessionEvent } from '../../core/session/session-event.ts'
import { mostEventsPerPage, type SessionWatch } from '../../core/session/session-watch.ts'
import { seconds } from '../../core/time/duration.ts'

const encoder = new TextEncoder()
const mostWaiting = 2_000
const eventsPerFrame = 200

export function sessionStream(
  watch: SessionWatch,
  after: string | undefined,
  { onClose, heartbeatMs = seconds(15) }: { readonly onClose: () => void; readonly heartbeatMs?: number },
): ReadableStream<Uint8Array> {
  let events: SessionEvent[] = []
  let state: LiveSessionState | undefined = watch.state()
  let isResyncDue = false
  let isHeartbeatDue = false
  let isEnded = false
  let wake: (() => void) | undefined

  const rouse = () => {
    wake?.()
    wake = undefined
  }
  const resync = () => {
    events = []
    state = watch.state()
    isResyncDue = true
  }
  const unsubscribe = watch.subscribe((change) => {
    if (change.type === 'events') events.push(...change.events)
    else if (change.type === 'state') state = change.state
    if (change.type === 'resync' || events.length > mostWaiting) resync()
    rouse()
  })
  const heartbeat = setInterval(() => {
    isHeartbeatDue = true
    rouse()
  }, heartbeatMs)
  heartbeat.unref()
  const end = () => {
    if (isEnded) return
    isEnded = true
    unsubscribe()
    clearInterval(heartbeat)
    rouse()
    onClose()
  }
  const replayed = after === undefined ? undefined : replay()

  /** What was missed comes before what came meanwhile, and nothing twice. */
  async function replay(): Promise<void> {
    const [cursor = ''] = cursorsOfEdge(after ?? '')
    const [page, isThere] = await Promise.all([
      watch.events({ after: cursor, limit: mostEventsPerPage }),
      watch.event(cursor).then((event) => event !== undefined),
    ])
    if (!isThere || page.after !== undefined) return resync()
    const known = new Set(page.events.map((event) => event.cursor))
    events = [...page.events, ...events.filter((event) => !known.has(event.cursor))]
  }

  function nextFrame(): string | undefined {
    if (isResyncDue) {
      isResyncDue = false
      return 'event: resync\ndata: {}\n\n'
    }
    if (events.length > 0) {
      const batch = events.splice(0, eventsPerFrame)
      return `event: events\nid: ${batch.at(-1)?.cursor}\ndata: ${JSON.stringify(batch)}\n\n`
    }
    if (state !== undefined) {
      const json = JSON.stringify(state)
      state = undefined
      return `event: state\ndata: ${json}\n\n`
    }
    if (!isHeartbeatDue) return undefined
    isHeartbeatDue = false
    return `event: heartbeat\ndata: ${JSON.stringify({ at: new Date().toISOString() })}\n\n`
  }

  return new ReadableStream(
    {
      async pull(controller) {
        await replayed?.catch(resync)
        for (;;) {
          const frame = nextFrame()
          if (frame !== undefined) return controller.enqueue(encoder.encode(frame))
          if (isEnded) return controller.close()
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  )
}
