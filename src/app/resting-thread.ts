/** A thread that is there as long as somebody needs it: begun by a call, ended some time after the last one, so that a server at rest holds none. */
import { ThreadEnded } from '../storage/thread-end.ts'
import type { WorkerCalls } from '../storage/worker-calls.ts'

/** A thread of ours takes a third of a second's work to begin, and ten megabytes and more as long as it is there. */
const restsAfterMs = 60_000

export interface RestingThreadOptions<Call> {
  readonly start: () => WorkerCalls<Call>
  /** Called in it before it is ended; it closes what it has open. */
  readonly lastCall: Call
  /** Asked when nobody called it for a while: false lets it be. @default it may */
  readonly mayRest?: (() => boolean) | undefined
  /** It ended by itself: what it was told is gone with it. */
  readonly onRest?: (() => void) | undefined
  /** Since its last call. @default a minute */
  readonly restsAfterMs?: number | undefined
}

export interface RestingThread<Call> {
  /** A bug there throws here. */
  call<T>(call: Call): Promise<T>
  readonly isThere: boolean
  /** For good, after what was called; whoever calls it after that gets `ThreadEnded`. */
  close(): Promise<void>
}

export function restingThread<Call>(options: RestingThreadOptions<Call>): RestingThread<Call> {
  const { start, lastCall, mayRest = () => true, onRest = () => {} } = options
  let calls: WorkerCalls<Call> | undefined
  let [running, isClosed] = [0, false]
  let timer: NodeJS.Timeout | undefined
  let ending: Promise<void> = Promise.resolve()

  async function end(ended: WorkerCalls<Call>): Promise<void> {
    // One that broke has nothing left to close.
    await ended.call(lastCall).catch(() => {})
    await ended.end()
  }
  function leave(): void {
    if (calls === undefined || running > 0) return
    if (!mayRest()) {
      restLater()
      return
    }
    ending = end(calls)
    calls = undefined
    onRest()
  }
  function restLater(): void {
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(leave, options.restsAfterMs ?? restsAfterMs).unref()
  }

  return {
    async call<T>(call: Call) {
      running++
      clearTimeout(timer)
      try {
        // Two of them at one store would be in each other's way.
        await ending
        if (isClosed) throw new ThreadEnded()
        calls ??= start()
        return await calls.call<T>(call)
      } finally {
        running--
        if (running === 0) restLater()
      }
    },
    get isThere() {
      return calls !== undefined
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await ending
      const left = calls
      calls = undefined
      if (left !== undefined) await end(left)
    },
  }
}
