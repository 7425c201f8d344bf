/** Draws soon after something happened, but in a burst only so often. Keys do not wait. */

export interface Pace {
  /** Something changed: it is drawn within the pace. */
  soon(): void
  /** Drawn at once: somebody pressed a key. */
  now(): void
  stop(): void
}

export interface PaceLimits {
  /** What comes together is drawn together. */
  readonly gatherMs: number
  /** Between two draws of a burst. */
  readonly burstMs: number
  /** Draws that may follow each other without waiting, after a quiet time. */
  readonly spare: number
}

/** 5 draws a second in a burst; single events are on the screen within the gathering time. */
export const standardPace: PaceLimits = { gatherMs: 16, burstMs: 200, spare: 4 }

export function createPace(
  draw: () => void,
  { gatherMs, burstMs, spare }: PaceLimits = standardPace,
  clock: () => number = () => performance.now(),
): Pace {
  let timer: NodeJS.Timeout | undefined
  let tokens = spare
  let refilledAtMs = clock()

  const refill = () => {
    const nowMs = clock()
    tokens = Math.min(spare, tokens + (nowMs - refilledAtMs) / burstMs)
    refilledAtMs = nowMs
  }
  const run = () => {
    clearTimeout(timer)
    timer = undefined
    refill()
    tokens = Math.max(0, tokens - 1)
    draw()
  }
  return {
    soon() {
      if (timer !== undefined) return
      refill()
      timer = setTimeout(run, tokens >= 1 ? gatherMs : Math.ceil((1 - tokens) * burstMs))
    },
    now: run,
    stop() {
      clearTimeout(timer)
    },
  }
}
