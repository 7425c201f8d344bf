/** Looks while something is news: one look at a time, a rest after each, and again by itself when that look said so. */
import { minutes } from '../../core/time/duration.ts'

export interface NewsLoop {
  /** Something may be news: the next look comes at once, or after the one that is under way. */
  note(): void
  readonly isStopped: boolean
  /** When nothing is news. */
  settled(): Promise<void>
  /** No look begins any more, and the one under way has ended. */
  stop(): Promise<void>
}

interface NewsLoopParts {
  /** In how many milliseconds to look again though nothing is news; undefined: not before. */
  readonly look: () => Promise<number | undefined>
  /** What comes in a burst is looked at together. @default 50 */
  readonly restMs?: number
  readonly onFault: (cause: unknown) => void
}

/** What could not be looked at may be so no longer. */
const afterFaultMs = minutes(1)

export function loopOnNews({ look, restMs = 50, onFault }: NewsLoopParts): NewsLoop {
  let isNews = false
  let isStopped = false
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  async function lookOnce(): Promise<number | undefined> {
    try {
      return await look()
    } catch (cause) {
      onFault(cause)
      return afterFaultMs
    }
  }

  async function work(): Promise<void> {
    while (isNews && !isStopped) {
      isNews = false
      clearTimeout(timer)
      const againMs = await lookOnce()
      await new Promise((resolve) => setTimeout(resolve, restMs).unref())
      if (isStopped || isNews || againMs === undefined) continue
      timer = setTimeout(note, Math.max(0, againMs - restMs)).unref()
    }
  }

  function note(): void {
    isNews = true
    if (running !== undefined || isStopped) return
    running = work().finally(() => {
      running = undefined
      // Between its last look and here.
      if (isNews) note()
    })
  }

  return {
    note,
    get isStopped() {
      return isStopped
    },
    async settled() {
      while (running !== undefined) await running
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
