/** A thread that holds the events' file, and what is asked of it. */
import { Worker } from 'node:worker_threads'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { KeeperState, ThreadCall, ThreadData, ThreadReply } from './thread-messages.ts'

export interface EventThread {
  /** An error is the disk's; a bug throws. */
  call<T = void>(call: ThreadCall): Promise<Result<T, string>>
  end(): Promise<void>
  /** Of the keeper, as of its last answer. */
  readonly state?: KeeperState | undefined
}

interface Waiting {
  readonly resolve: (reply: ThreadReply) => void
  readonly reject: (cause: Error) => void
}

/** Source files run as they are, built ones as JavaScript. */
const threadUrl = new URL(import.meta.url.endsWith('.ts') ? './event-thread.ts' : './event-thread.js', import.meta.url)
/** Rows come and go: a larger space for young objects would only be held. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 }

export function createEventThread(workerData: ThreadData): EventThread {
  const worker = new Worker(threadUrl, { workerData, execArgv: [], resourceLimits })
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let failure: Error | undefined
  let state: KeeperState | undefined

  const fail = (cause: Error) => {
    failure = cause
    for (const { reject } of waiting.values()) reject(cause)
    waiting.clear()
  }
  worker.on('message', (reply: ThreadReply) => {
    state = reply.state ?? state
    waiting.get(reply.id)?.resolve(reply)
    waiting.delete(reply.id)
  })
  worker.on('error', (cause) => fail(cause instanceof Error ? cause : new Error(String(cause))))
  worker.on('exit', () => fail(new Error('The thread of the events has ended.')))

  return {
    get state() {
      return state
    },
    async call<T>(call: ThreadCall) {
      if (failure !== undefined) throw failure
      const id = ++lastId
      const { promise, resolve, reject } = Promise.withResolvers<ThreadReply>()
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, call })
      const reply = await promise
      if (reply.bug !== undefined) throw new Error(reply.bug)
      return reply.unwritable === undefined ? ok(reply.value as T) : err(reply.unwritable)
    },
    async end() {
      await worker.terminate()
    },
  }
}

/** A thread on demand ends when nobody called for so long. */
const idleForMs = 30_000

/** Begun with the first call and ended when none comes any more: idle, it would hold its memory for nothing. */
export function createThreadOnDemand(workerData: ThreadData): Pick<EventThread, 'call' | 'end'> {
  let thread: EventThread | undefined
  let idle: NodeJS.Timeout | undefined
  const end = async () => {
    clearTimeout(idle)
    const ended = thread
    thread = undefined
    await ended?.end()
  }
  return {
    async call(call) {
      thread ??= createEventThread(workerData)
      clearTimeout(idle)
      idle = setTimeout(() => void end(), idleForMs).unref()
      return thread.call(call)
    },
    end,
  }
}
