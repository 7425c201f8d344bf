/** A thread that holds the events' file, and what is asked of it. */
import { Worker } from 'node:worker_threads'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { ThreadEnded } from '../storage/thread-end.ts'
import { callsTo } from '../storage/worker-calls.ts'
import type { KeeperState, ThreadAnswer, ThreadCall, ThreadData } from './thread-messages.ts'

export interface EventThread {
  /** An error is the disk's; a bug throws, and `ThreadEnded` where it was told to end before. */
  call<T = void>(call: ThreadCall): Promise<Result<T, string>>
  end(): Promise<void>
  /** Of the keeper, as of its last answer. */
  readonly state?: KeeperState | undefined
}

/** Source files run as they are, built ones as JavaScript. */
const threadUrl = new URL(import.meta.url.endsWith('.ts') ? './event-thread.ts' : './event-thread.js', import.meta.url)
/** Rows come and go: a larger space for young objects would only be held. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 }

export function createEventThread(workerData: ThreadData): EventThread {
  const worker = new Worker(threadUrl, { workerData, execArgv: [], resourceLimits })
  const calls = callsTo<ThreadCall>(worker, 'the events')
  let state: KeeperState | undefined
  return {
    get state() {
      return state
    },
    async call<T>(call: ThreadCall) {
      const answer = await calls.call<ThreadAnswer>(call)
      state = answer.state ?? state
      return answer.unwritable === undefined ? ok(answer.value as T) : err(answer.unwritable)
    },
    end: calls.end,
  }
}

/** For `catch`: that it was told to end is an answer to who changes something, too. */
export function unlessEnded(cause: unknown): Result<never, string> {
  if (cause instanceof ThreadEnded) return err(cause.message)
  throw cause
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
