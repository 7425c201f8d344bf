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

/** How a reader's stream ends: it went away or the server closes, it stopped reading, or it came when the server closed already. */
type End = 'gone' | 'dropped' | 'late'

/** What differs between readers that are told and readers that ask. */
interface Life {
  readonly kind: string
  readonly queued?: () => number
  /** Returns what takes the next. */
  begin(end: () => void): Stream['take']
  beat(): void
  stop(end: End): void
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

  const heartbeatFrame = () => new Frame('heartbeat', JSON.stringify({ at: new Date(clock()).toISOString() }))

  /** Lets a reader in, beats for it, and lets it go once; undefined when too many of its kind are open. */
  function admit({ kind, queued = () => 0, begin, beat, stop }: Life): Stream | undefined {
    if ([...readers].filter((reader) => reader.kind === kind).length >= limit) return undefined
    const ended = new AbortController()
    let isAwaited = false
    const end = (why: End): void => {
      if (!readers.delete(reader)) return
      if (readers.size === 0) {
        clearInterval(beating)
        beating = undefined
      }
      stop(why)
      ended.abort()
    }
    const reader: Reader = {
      kind,
      get queued() {
        return queued()
      },
      beat() {
        if (isAwaited) {
          dropped += 1
          return end('dropped')
        }
        isAwaited = true
        beat()
      },
      end: () => end('gone'),
    }
    readers.add(reader)
    beating ??= setInterval(() => {
      for (const one of readers) one.beat()
    }, heartbeatMs).unref()
    const take = begin(reader.end)
    // Asked for while the server closes: it would keep it from closing.
    if (closing.signal.aborted) end('late')
    return {
      take,
      noteRead() {
        isAwaited = false
      },
      end: reader.end,
      ended: ended.signal,
    }
  }

  return {
    openPulled(source) {
      const over = Promise.withResolvers<'over'>()
      let beat = Promise.withResolvers<'beat'>()
      let pending: Promise<readonly Frame[] | undefined> | undefined
      const stream = admit({
        kind: source.kind,
        begin: (end) => async () => {
          pending ??= source.next()
          const told = await Promise.race([pending, beat.promise, over.promise])
          if (told === 'over') return undefined
          if (told === 'beat') {
            beat = Promise.withResolvers()
            return [heartbeatFrame()]
          }
          pending = undefined
          if (told === undefined) end()
          return told
        },
        beat: () => beat.resolve('beat'),
        stop() {
          source.end()
          over.resolve('over')
        },
      })
      if (stream === undefined) source.end()
      return stream
    },
    open<T>(source: StreamSource<T>) {
      const outbox = createOutbox<T | typeof heartbeat>({
        keyOf: (item) => (item === heartbeat ? 'heartbeat' : source.keyOf(item)),
        weightOf: (item) => (item === heartbeat ? 0 : (source.weightOf?.(item) ?? 1)),
        merge: (last, next) => (last === heartbeat || next === heartbeat ? undefined : source.merge?.(last, next)),
        most: source.most,
        resync: source.resync,
      })
      let endSource = (): void => {}
      return admit({
        kind: source.kind,
        queued: () => outbox.length,
        begin() {
          endSource = source.begin(outbox)
          return async () => {
            const item = await outbox.take()
            if (item === undefined) return undefined
            return item === heartbeat ? [heartbeatFrame()] : source.frames(item)
          }
        },
        beat: () => outbox.push(heartbeat),
        stop(why) {
          endSource()
          outbox.end(why === 'dropped' ? source.resync() : why === 'late' ? [] : undefined)
        },
      })
    },
    get stats() {
      return { open: readers.size, queued: [...readers].reduce((sum, { queued }) => sum + queued, 0), dropped }
    },
    closed: closing.signal,
    close() {
      for (const reader of readers) reader.end()
      closing.abort()
    },
  }
}
