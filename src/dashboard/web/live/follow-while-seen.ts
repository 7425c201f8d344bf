/** A stream that is followed again after every break, and not at all while nobody looks. */
import type { StreamHearer, StreamOrder } from './stream-hub.ts'
import { followStream } from './streams.ts'

const firstRetryMs = 1000
const lastRetryMs = 30_000

/** `onOpen` also after every break: what was missed is to be asked for. `onLost`: until the next `onOpen`. Returns how to stop. */
export function followWhileSeen(order: StreamOrder, hearer: StreamHearer): () => void {
  let leave = () => {}
  let retry: ReturnType<typeof setTimeout> | undefined
  let retryMs = firstRetryMs

  const close = () => {
    clearTimeout(retry)
    leave()
  }
  const open = () => {
    leave = followStream(order, {
      onOpen() {
        retryMs = firstRetryMs
        hearer.onOpen()
      },
      onEvent: hearer.onEvent,
      onLost() {
        hearer.onLost()
        retry = setTimeout(open, retryMs)
        retryMs = Math.min(lastRetryMs, retryMs * 2)
      },
    })
  }
  // Nothing is read or sent for who does not look.
  const whenSeen = () => {
    close()
    if (document.hidden) return hearer.onLost()
    retryMs = firstRetryMs
    open()
  }
  document.addEventListener('visibilitychange', whenSeen)
  if (!document.hidden) open()
  return () => {
    document.removeEventListener('visibilitychange', whenSeen)
    close()
  }
}
