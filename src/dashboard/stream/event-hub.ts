/**
 * Tells every open page what the bus tells us. It listens at the slow pace always, so that a reader who comes back can be
 * told what it missed, and attentively while somebody reads.
 */
import { seconds } from '../../core/time/duration.ts'
import type { Services } from '../../services/services.ts'
import { fleetJson } from '../fleet-json.ts'
import { createEventLog } from './event-log.ts'
import { createEventQueue, type EventQueue } from './event-queue.ts'
import { frame } from './frame.ts'

export interface EventHub {
  /** A stream of its own for one reader, or undefined when too many are open. */
  open(lastEventId: number | undefined): ReadableStream<Uint8Array> | undefined
  readonly stats: HubStats
  close(): void
}

export interface HubStats {
  readonly open: number
  /** Frames waiting for slow readers. */
  readonly queued: number
  /** Readers that were let go because they stopped reading. */
  readonly dropped: number
}

export interface EventHubOptions {
  readonly heartbeatMs?: number | undefined
  readonly streamLimit?: number | undefined
  readonly clock?: (() => number) | undefined
}

/** Fresh enough for a first picture: the pace of attentive looks. */
const freshMs = seconds(1.5)

export function createEventHub(
  services: Pick<Services, 'fleet' | 'bus'>,
  { heartbeatMs = seconds(15), streamLimit = 64, clock = Date.now }: EventHubOptions = {},
): EventHub {
  const log = createEventLog<'processes' | 'usage'>(clock())
  const queues = new Set<EventQueue>()
  let dropped = 0
  let stopAttention: (() => void) | undefined
  let heartbeat: NodeJS.Timeout | undefined

  const unsubscribe = services.bus.subscribe((event) => {
    const logged =
      event.type === 'processes.changed'
        ? log.append('processes', () => fleetJson(event.fleet).text)
        : log.append('usage', () => '{}')
    if (queues.size > 0) broadcast(frame(logged.type, logged.json, logged.id))
  })

  function broadcast(next: ReturnType<typeof frame>): void {
    for (const queue of queues) {
      queue.push(next)
      if (queue.isEnded) {
        dropped += 1
        remove(queue)
      }
    }
  }

  function add(queue: EventQueue): void {
    queues.add(queue)
    stopAttention ??= services.bus.subscribe(() => {}, { isAttentive: true })
    heartbeat ??= setInterval(
      () => broadcast(frame('heartbeat', JSON.stringify({ at: isoNow() }))),
      heartbeatMs,
    ).unref()
  }

  function remove(queue: EventQueue): void {
    queues.delete(queue)
    if (queues.size > 0) return
    stopAttention?.()
    stopAttention = undefined
    clearInterval(heartbeat)
    heartbeat = undefined
  }

  /** What a new reader is told first: what it missed, or that nobody can tell, and then the whole picture. */
  async function greet(queue: EventQueue, lastEventId: number | undefined): Promise<void> {
    const missed = lastEventId === undefined ? undefined : log.since(lastEventId)
    if (missed !== undefined) {
      for (const { type, json, id } of missed) queue.push(frame(type, json, id))
      return
    }
    if (lastEventId !== undefined) queue.push(frame('resync', '{}', log.newestId))
    const fleet = await services.fleet.read({ maxAgeMs: freshMs })
    queue.push(frame('processes', fleetJson(fleet).text, log.newestId))
  }

  const isoNow = () => new Date(clock()).toISOString()

  return {
    open(lastEventId) {
      if (queues.size >= streamLimit) return undefined
      const queue = createEventQueue()
      add(queue)
      const close = () => {
        queue.end()
        remove(queue)
      }
      greet(queue, lastEventId).catch(close)
      return streamOf(queue, close)
    },
    get stats() {
      return { open: queues.size, queued: [...queues].reduce((sum, { length }) => sum + length, 0), dropped }
    },
    close() {
      unsubscribe()
      for (const queue of [...queues]) {
        queue.end()
        remove(queue)
      }
    },
  }
}

/** Nothing is read ahead of the socket: what waits, waits in the queue, where the newest wins. */
function streamOf(queue: EventQueue, onCancel: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const next = await queue.take()
        if (next === undefined) controller.close()
        else controller.enqueue(next.bytes)
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  )
}
