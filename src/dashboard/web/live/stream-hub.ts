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
  /** Told as a list of what came, the first at once and then every so often: who is told of thousands a second has time for other things. */
  readonly gathered?: { readonly type: string; readonly everyMs: number } | undefined
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

  function start({ url, types, states, gathered }: StreamOrder): Stream {
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
    const tell = (type: string, data: unknown) => {
      if (states.includes(type)) stream.newest.set(type, data)
      for (const hearer of stream.hearers) hearer.onEvent(type, data)
    }
    const gatherer = gathered && createGatherer(gathered.everyMs, (list) => tell(gathered.type, list))
    function lose(): void {
      gatherer?.tellNow()
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
        if (type === gathered?.type) return gatherer?.add(data)
        // What came before it is told before it.
        gatherer?.tellNow()
        tell(type, data)
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

/** Nothing waits longer than that, and what comes alone does not wait. */
function createGatherer(everyMs: number, tell: (list: readonly unknown[]) => void) {
  let list: unknown[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  function tellNow(): void {
    if (list.length === 0) return
    const told = list
    list = []
    tell(told)
  }
  function rest(): void {
    timer = undefined
    if (list.length === 0) return
    tellNow()
    timer = setTimeout(rest, everyMs)
  }
  return {
    tellNow,
    add(data: unknown): void {
      list.push(data)
      if (timer !== undefined) return
      tellNow()
      timer = setTimeout(rest, everyMs)
    },
  }
}

function catchUp({ hearers, newest }: Stream, hearer: StreamHearer): void {
  if (!hearers.has(hearer)) return
  hearer.onOpen()
  for (const [type, data] of newest) hearer.onEvent(type, data)
}
