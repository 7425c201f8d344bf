/**
 * A connection to a stream of the server: a WebSocket, or server-sent events where none comes through. A browser opens six connections
 * to one server, over all its tabs, and WebSockets are not among them.
 */
export interface StreamEars {
  onOpen(): void
  onEvent(type: string, data: unknown): void
  /** The last word. */
  onLost(): void
}

/** Where a WebSocket is neither let through nor refused. */
const openWithinMs = 5_000

/** Returns what ends it; then no more is told. */
export function openStream(url: string, types: readonly string[], ears: StreamEars): () => void {
  let close = openWebSocket(url, types, ears, () => {
    close = openEventSource(url, types, ears)
  })
  return () => close()
}

function openWebSocket(
  url: string,
  types: readonly string[],
  { onOpen, onEvent, onLost }: StreamEars,
  onNone: () => void,
): () => void {
  const socket = new WebSocket(new URL(url, location.href.replace(/^http/, 'ws')))
  const ended = new AbortController()
  const { signal } = ended
  let isOpen = false
  const end = () => {
    clearTimeout(tooLong)
    ended.abort()
    socket.close()
  }
  const fail = () => {
    end()
    if (isOpen) onLost()
    else onNone()
  }
  const tooLong = setTimeout(fail, openWithinMs)
  const open = () => {
    clearTimeout(tooLong)
    isOpen = true
    onOpen()
  }
  const hear = ({ data: message }: MessageEvent<string>) => {
    const { type, data } = JSON.parse(message) as { readonly type: string; readonly data: unknown }
    if (types.includes(type)) onEvent(type, data)
  }
  socket.addEventListener('open', open, { signal })
  socket.addEventListener('message', hear, { signal })
  socket.addEventListener('close', fail, { signal })
  return end
}

function openEventSource(url: string, types: readonly string[], { onOpen, onEvent, onLost }: StreamEars): () => void {
  const source = new EventSource(url)
  source.addEventListener('open', onOpen)
  for (const type of types)
    source.addEventListener(type, ({ data }: MessageEvent<string>) => onEvent(type, JSON.parse(data)))
  source.addEventListener('error', () => {
    source.close()
    onLost()
  })
  return () => source.close()
}
