/**
 * One connection to each stream of the server, however many follow it. It runs where the streams are shared (stream-worker.ts), or in a
 * page that can't share.
 */
import { openStream } from './open-stream.ts'

export interface StreamOrder {
  readonly url: string
  /** Beside `heartbeat`, of which everybody is told. */
  readonly types: readonly string[]
  /** Of these types who comes later is told the newest first. */
  readonly states: readonly string[]
}

export interface StreamHearer {
  onOpen(): void
  onEvent(type: string, data: unknown): void
  /** The last word: whoever wants more follows again. */
  onLost(): void
}

export interface Streams {
  /** Nothing is told before it has returned what ends it. */
  follow(order: StreamOrder, hearer: StreamHearer): () => void
}

interface Stream {
  /** Ends the connection. */
  close: () => void
  readonly hearers: Set<StreamHearer>
  readonly newest: Map<string, unknown>
  isOpen: boolean
  silence: ReturnType<typeof setTimeout> | undefined
}

/** The server speaks at least every 15 s; three times that without a word is a lost connection. */
const silentAfterMs = 45_000

export function createStreamHub(open = openStream): Streams {
  const streams = new Map<string, Stream>()

  function start({ url, types, states }: StreamOrder): Stream {
    const stream: Stream = {
      close: () => {},
      hearers: new Set(),
      newest: new Map(),
      isOpen: false,
      silence: undefined,
    }
    const heard = () => {
      clearTimeout(stream.silence)
      stream.silence = setTimeout(lose, silentAfterMs)
    }
    function lose(): void {
      end(url, stream)
      for (const hearer of stream.hearers) hearer.onLost()
    }
    streams.set(url, stream)
    stream.close = open(url, [...types, 'heartbeat'], {
      onOpen() {
        heard()
        stream.isOpen = true
        for (const hearer of stream.hearers) hearer.onOpen()
      },
      onEvent(type, data) {
        heard()
        if (states.includes(type)) stream.newest.set(type, data)
        for (const hearer of stream.hearers) hearer.onEvent(type, data)
      },
      onLost: lose,
    })
    return stream
  }

  function end(url: string, stream: Stream): void {
    clearTimeout(stream.silence)
    stream.close()
    if (streams.get(url) === stream) streams.delete(url)
  }

  return {
    follow(order, hearer) {
      const stream = streams.get(order.url) ?? start(order)
      // Others were told already: this one catches up, then joins them.
      if (stream.isOpen) queueMicrotask(() => catchUp(stream, hearer))
      stream.hearers.add(hearer)
      return () => {
        if (stream.hearers.delete(hearer) && stream.hearers.size === 0) end(order.url, stream)
      }
    },
  }
}

function catchUp({ hearers, newest }: Stream, hearer: StreamHearer): void {
  if (!hearers.has(hearer)) return
  hearer.onOpen()
  for (const [type, data] of newest) hearer.onEvent(type, data)
}
