/**
 * Everything that is followed over HTTP, as server-sent events: one queue per reader, a heartbeat for all, and an end for who stopped
 * reading. What is told is a source's business: bus-source.ts, session-source.ts.
 */
import { seconds } from '../../core/time/duration.ts'
import type { Outbox, OutboxRules } from '../../services/outbox.ts'
import { createOutbox } from '../../services/outbox.ts'

export interface StreamSource<T> extends OutboxRules<T> {
  /** Streams of one kind are counted together. */
  readonly kind: string
  /** Fills the queue from now on. Returns what ends it. */
  begin(outbox: Pick<Outbox<T>, 'push' | 'resync'>): () => void
  /** As it goes over the wire. */
  frame(item: T): Uint8Array
}

export interface Streams {
  /** A stream of its own for one reader, or undefined when too many of its kind are open. */
  open<T>(source: StreamSource<T>): ReadableStream<Uint8Array> | undefined
  readonly stats: StreamStats
  close(): void
}

export interface StreamStats {
  readonly open: number
  /** What waits for slow readers. */
  readonly queued: number
  /** Readers that were let go because they stopped reading. */
  readonly dropped: number
}

export interface StreamOptions {
  readonly heartbeatMs?: number | undefined
  /** Of one kind. */
  readonly limit?: number | undefined
  readonly clock?: (() => number) | undefined
}

interface Reader {
  readonly kind: string
  readonly queued: number
  beat(): void
  end(): void
}

const heartbeat = Symbol('heartbeat')

export function createStreams({
  heartbeatMs = seconds(15),
  limit = 64,
  clock = Date.now,
}: StreamOptions = {}): Streams {
  const readers = new Set<Reader>()
  let dropped = 0
  let beating: NodeJS.Timeout | undefined

  function add(reader: Reader): void {
    readers.add(reader)
    beating ??= setInterval(() => {
      for (const one of readers) one.beat()
    }, heartbeatMs).unref()
  }

  function remove(reader: Reader): void {
    readers.delete(reader)
    if (readers.size > 0) return
    clearInterval(beating)
    beating = undefined
  }

  const heartbeatFrame = () => frame('heartbeat', JSON.stringify({ at: new Date(clock()).toISOString() }))

  return {
    open<T>(source: StreamSource<T>) {
      if ([...readers].filter(({ kind }) => kind === source.kind).length >= limit) return undefined
      const outbox = createOutbox<T | typeof heartbeat>({
        keyOf: (item) => (item === heartbeat ? 'heartbeat' : source.keyOf(item)),
        weightOf: (item) => (item === heartbeat ? 0 : (source.weightOf?.(item) ?? 1)),
        merge: (last, next) => (last === heartbeat || next === heartbeat ? undefined : source.merge?.(last, next)),
        most: source.most,
        resync: source.resync,
      })
      let isBeatWaiting = false
      const reader: Reader = {
        kind: source.kind,
        get queued() {
          return outbox.length
        },
        /** Who has not taken one heartbeat by the time of the next does not read. */
        beat() {
          if (isBeatWaiting) {
            dropped += 1
            stop()
            return outbox.end(source.resync())
          }
          isBeatWaiting = true
          outbox.push(heartbeat)
        },
        end() {
          stop()
          outbox.end()
        },
      }
      add(reader)
      const endSource = source.begin(outbox)
      function stop(): void {
        if (!readers.has(reader)) return
        remove(reader)
        endSource()
      }
      // Nothing is read ahead of the socket: what waits, waits in the outbox, where the newest wins.
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            const item = await outbox.take()
            if (item === undefined) return controller.close()
            if (item === heartbeat) isBeatWaiting = false
            controller.enqueue(item === heartbeat ? heartbeatFrame() : source.frame(item))
          },
          cancel: reader.end,
        },
        { highWaterMark: 0 },
      )
    },
    get stats() {
      return { open: readers.size, queued: [...readers].reduce((sum, { queued }) => sum + queued, 0), dropped }
    },
    close() {
      for (const reader of readers) reader.end()
    },
  }
}

const encoder = new TextEncoder()

/** One server-sent event. JSON has no line breaks, so one data line holds it. Without an id the reader keeps the last one it saw. */
export function frame(type: string, json: string, id?: string | number): Uint8Array {
  return encoder.encode(`event: ${type}\n${id === undefined ? '' : `id: ${id}\n`}data: ${json}\n\n`)
}
