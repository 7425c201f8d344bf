/**
 * Everything that is followed: one queue per reader, a heartbeat for all, and an end for who stopped reading. What is told is a source's
 * business (bus-source.ts, session-source.ts), over which wire send.ts's.
 */
import { seconds } from '../../core/time/duration.ts'
import type { Outbox, OutboxRules } from '../../services/outbox.ts'
import { createOutbox } from '../../services/outbox.ts'
import { Frame } from './frame.ts'

export interface StreamSource<T> extends OutboxRules<T> {
  /** Streams of one kind are counted together. */
  readonly kind: string
  /** Fills the queue from now on. Returns what ends it. */
  begin(outbox: Pick<Outbox<T>, 'push' | 'resync'>): () => void
  frames(item: T): readonly Frame[]
}

/** Read as fast as its reader does: nothing of it waits here. */
export interface PulledSource {
  readonly kind: string
  /** The next, once there is something; undefined at the end. */
  next(): Promise<readonly Frame[] | undefined>
  /** The reader went, or stopped reading. */
  end(): void
}

/** A stream of its own for one reader. What is not taken waits in its queue, where the newest wins. */
export interface Stream {
  /** What comes next, once there is something; undefined at the end. Is asked again when that is on its way. */
  take(): Promise<readonly Frame[] | undefined>
  /** The reader reads. Who has not shown it between a heartbeat and the next is let go. */
  noteRead(): void
  /** The reader went away. */
  end(): void
  /** Aborted when nothing new will come: the reader went, or stopped reading, or the server closes. */
  readonly ended: AbortSignal
}

export interface Streams {
  /** Undefined when too many of its kind are open. */
  open<T>(source: StreamSource<T>): Stream | undefined
  openPulled(source: PulledSource): Stream | undefined
  readonly stats: StreamStats
  /** Aborted when the server closes: for conversations, which are no streams. */
  readonly closed: AbortSignal
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
  const closing = new AbortController()
  let dropped = 0
  let beating: NodeJS.Timeout | undefined
  let isClosed = false

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

  const heartbeatFrame = () => new Frame('heartbeat', JSON.stringify({ at: new Date(clock()).toISOString() }))

  const isFull = (wanted: string) => [...readers].filter(({ kind }) => kind === wanted).length >= limit

  return {
    openPulled(source) {
      if (isFull(source.kind)) return undefined
      const ended = new AbortController()
      const over = new Promise<'over'>((resolve) => {
        ended.signal.addEventListener('abort', () => resolve('over'))
      })
      let beat = Promise.withResolvers<'beat'>()
      let pending: Promise<readonly Frame[] | undefined> | undefined
      let isAwaited = false
      const reader: Reader = {
        kind: source.kind,
        queued: 0,
        beat() {
          if (isAwaited) {
            dropped += 1
            return reader.end()
          }
          isAwaited = true
          beat.resolve('beat')
        },
        end() {
          if (!readers.has(reader)) return
          remove(reader)
          source.end()
          ended.abort()
        },
      }
      add(reader)
      return {
        async take() {
          pending ??= source.next()
          const told = await Promise.race([pending, beat.promise, over])
          if (told === 'over') return undefined
          if (told === 'beat') {
            beat = Promise.withResolvers()
            return [heartbeatFrame()]
          }
          pending = undefined
          if (told === undefined) reader.end()
          return told
        },
        noteRead() {
          isAwaited = false
        },
        end: reader.end,
        ended: ended.signal,
      }
    },
    open<T>(source: StreamSource<T>) {
      if (isFull(source.kind)) return undefined
      const outbox = createOutbox<T | typeof heartbeat>({
        keyOf: (item) => (item === heartbeat ? 'heartbeat' : source.keyOf(item)),
        weightOf: (item) => (item === heartbeat ? 0 : (source.weightOf?.(item) ?? 1)),
        merge: (last, next) => (last === heartbeat || next === heartbeat ? undefined : source.merge?.(last, next)),
        most: source.most,
        resync: source.resync,
      })
      const ended = new AbortController()
      let isAwaited = false
      const reader: Reader = {
        kind: source.kind,
        get queued() {
          return outbox.length
        },
        beat() {
          if (isAwaited) {
            dropped += 1
            return stop(source.resync())
          }
          isAwaited = true
          outbox.push(heartbeat)
        },
        end: () => stop(),
      }
      add(reader)
      const endSource = source.begin(outbox)
      function stop(instead?: readonly T[]): void {
        if (!readers.has(reader)) return
        remove(reader)
        endSource()
        outbox.end(instead)
        ended.abort()
      }
      // Asked for while the server closes: it would keep it from closing.
      if (isClosed) stop([])
      return {
        async take() {
          const item = await outbox.take()
          if (item === undefined) return undefined
          return item === heartbeat ? [heartbeatFrame()] : source.frames(item)
        },
        noteRead() {
          isAwaited = false
        },
        end: reader.end,
        ended: ended.signal,
      }
    },
    get stats() {
      return { open: readers.size, queued: [...readers].reduce((sum, { queued }) => sum + queued, 0), dropped }
    },
    closed: closing.signal,
    close() {
      isClosed = true
      for (const reader of readers) reader.end()
      closing.abort()
    },
  }
}
