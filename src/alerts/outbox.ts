/**
 * Brings messages to their channels: one at a time for each, tried again with longer and longer pauses, and laid among the dead letters
 * when that brings nothing. A channel that hangs holds up no other one. What was sent when the program died is sent again, under its id.
 */

import type { AlertMessage } from '../core/alerts/alert-message.ts'
import type { ChannelValues } from '../core/alerts/channel-kinds.ts'
import { hours, minutes, seconds } from '../core/time/duration.ts'
import type { ReportError } from '../core/words/bug.ts'
import type { AlertStore, Delivery } from './alert-store.ts'
import type { Sent } from './channel.ts'

export interface OutboxParts {
  readonly store: Pick<AlertStore, 'waiting' | 'settle'>
  /** Undefined: the channel is not set up any more. */
  readonly valuesOf: (channel: string) => Promise<ChannelValues | undefined>
  readonly send: (channel: string, message: AlertMessage, values: ChannelValues) => Promise<Sent>
  readonly nowMs: () => number
  readonly reportError: ReportError
}

export interface Outbox {
  /** There may be something to send. */
  wake(): void
  /** When all that can be sent now has been tried. */
  settled(): Promise<void>
  close(): Promise<void>
}

const pausesMs = [seconds(5), seconds(15), seconds(45), minutes(2), minutes(5), minutes(10)]
/** Then nobody is helped by it any more. */
const givenUpAfterMs = hours(6)
/** Waiting for one channel; the oldest of more go among the dead letters. */
const mostWaiting = 200

export function createOutbox({ store, valuesOf, send, nowMs, reportError }: OutboxParts): Outbox {
  /** At work for these channels. */
  const working = new Map<string, Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  let looking: Promise<void> = Promise.resolve()

  function wake(): void {
    if (isClosed) return
    looking = looking.then(look).catch((cause: unknown) => reportError('Alerts could not be sent', cause))
  }

  async function look(): Promise<void> {
    if (isClosed) return
    const waiting = Map.groupBy(await store.waiting(), ({ channel }) => channel)
    for (const all of waiting.values()) {
      for (const { id, attempts, nextMs } of all.slice(0, Math.max(0, all.length - mostWaiting)))
        await store.settle(id, { state: 'failed', attempts, nextMs, problem: 'too many waited for this channel' })
    }
    const nextMoments: number[] = []
    for (const [channel, all] of waiting) {
      const [first] = all.slice(-mostWaiting)
      if (first === undefined || working.has(channel)) continue
      if (first.nextMs > nowMs()) nextMoments.push(first.nextMs)
      else {
        const work = deliver(first).finally(() => {
          working.delete(channel)
          wake()
        })
        working.set(channel, work)
      }
    }
    clearTimeout(timer)
    const nextMs = Math.min(...nextMoments)
    if (!Number.isFinite(nextMs)) return
    timer = setTimeout(wake, Math.min(Math.max(nextMs - nowMs(), 10), hours(1)))
    timer.unref()
  }

  async function deliver({ id, channel, message, attempts, atMs }: Delivery): Promise<void> {
    const sent = await trySending(channel, message)
    // What hung when the program ended is tried by the next one.
    if (isClosed && !sent.ok) return
    const made = attempts + 1
    if (sent.ok) return store.settle(id, { state: 'sent', attempts: made, nextMs: nowMs(), problem: undefined })
    const pauseMs = sent.retryAfterMs ?? pausesMs[Math.min(attempts, pausesMs.length - 1)] ?? minutes(10)
    const isOver = sent.isFinal || nowMs() + pauseMs - atMs > givenUpAfterMs
    const state = isOver ? 'failed' : 'waiting'
    await store.settle(id, { state, attempts: made, nextMs: nowMs() + pauseMs, problem: sent.message })
  }

  async function trySending(channel: string, message: AlertMessage): Promise<Sent> {
    try {
      const values = await valuesOf(channel)
      if (values === undefined) return { ok: false, isFinal: true, message: 'this channel is not set up any more' }
      return await send(channel, message, values)
    } catch (cause) {
      reportError(`${channel} could not be sent to`, cause)
      return { ok: false, isFinal: false, message: 'a bug of TCE; its log says more' }
    }
  }

  return {
    wake,
    async settled() {
      do {
        await looking
        await Promise.all(working.values())
        await looking
      } while (working.size > 0)
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await looking
      // What is on its way has its own end; nobody waits ten seconds for a server that hangs.
      await Promise.race([Promise.all(working.values()), new Promise((resolve) => setTimeout(resolve, 500).unref())])
    },
  }
}
