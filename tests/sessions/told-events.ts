/** A session as it is followed: what is told of it, from the first moment on. */
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import type { SessionWatcher } from '../../src/sessions/session-watcher.ts'

export async function tellEvents(watcher: SessionWatcher, sessionId: string) {
  const watch = await watcher.open(sessionId)
  if (watch === undefined) throw new Error(`No session ${sessionId}`)
  const told: SessionEvent[] = []
  let resyncs = 0
  watch.subscribe((change) => {
    if (change.type === 'events') told.push(...change.events)
    if (change.type === 'resync') resyncs++
  })
  return { watch, told, resyncs: () => resyncs }
}
