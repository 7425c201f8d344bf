/** What all conversations over a WebSocket share: that the other side is still there, and the server's end. */
import type { WebSocket } from '../../control/web-socket.ts'
import { seconds } from '../../core/time/duration.ts'

export const notAllowed = 1008
export const goingAway = 1001
/** Who does not answer a ping for so long is gone. */
const pingEveryMs = seconds(15)

/** Returns what ends it. */
export function pingRegularly(socket: WebSocket): () => void {
  let isThere = true
  socket.on('pong', () => {
    isThere = true
  })
  const pinging = setInterval(() => {
    if (!isThere) return socket.terminate()
    isThere = false
    socket.ping()
  }, pingEveryMs).unref()
  return () => clearInterval(pinging)
}

/** It ends when the server does. Returns what lets go of that. */
export function endWith(socket: WebSocket, closed: AbortSignal): () => void {
  const goAway = () => {
    socket.close(goingAway)
    setTimeout(() => socket.terminate(), seconds(1)).unref()
  }
  closed.addEventListener('abort', goAway)
  if (closed.aborted) goAway()
  return () => closed.removeEventListener('abort', goAway)
}
