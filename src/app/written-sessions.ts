/** Sessions that were just written, taken in together: who writes on is not read at every line. */

/** From the write until it is taken in; what is written within is found within two seconds. */
const settleMs = 300
/** Taking in rests so many times as long as it worked. */
const restFactor = 10
const longestRestMs = 30_000

export interface WrittenSessions {
  note(sessionIds: readonly string[]): void
  stop(): void
}

/** `take` never throws, and is never called twice at once. */
export function gatherWritten(take: (sessionIds: readonly string[]) => Promise<void>): WrittenSessions {
  const written = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  async function takeAll(): Promise<void> {
    const sessionIds = [...written]
    written.clear()
    const beganMs = performance.now()
    await take(sessionIds)
    timer = undefined
    if (written.size > 0) takeIn(restFactor * (performance.now() - beganMs))
  }
  function takeIn(ms: number): void {
    if (isStopped || timer !== undefined) return
    timer = setTimeout(takeAll, Math.min(longestRestMs, Math.max(settleMs, ms))).unref()
  }

  return {
    note(sessionIds) {
      for (const id of sessionIds) written.add(id)
      if (written.size > 0) takeIn(settleMs)
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
