/** A pass over all sessions that is made again when somebody wrote, and now and then in case nobody told. */

/** Who asked for nothing yet is not kept from starting by it. */
const firstPassAfterMs = 15_000
/** What was written is found within two seconds. */
const settleMs = 1_000
/** A pass looks at the names of all sessions: where those are so many that it takes long, the next one is further away. */
const restFactor = 10
const longestRestMs = 30_000
/** What nobody told of. */
const lookAgainMs = 60_000

/**
 * Of passes by a thread that rests. Who keeps the ledger tells them of what is written: what nobody told of, because no ledger is open, may wait
 * until somebody asks.
 */
export const restedPass = { againAfterMs: 600_000, askedAgainAfterMs: 30_000 }

export interface RepeatedPass {
  /** Somebody wrote. @default hurries once there was a pass: before it there is nothing to hurry for */
  noteChange(hurries?: boolean): void
  /** Somebody waits for it. */
  soon(): void
  /** Somebody asks: soon, unless the last one ended less than so long ago, or is under way. */
  unlessSince(ms: number): void
  stop(): void
}

export interface PassTimes {
  /** Until the first one. @default 15 s */
  readonly firstAfterMs?: number
  /** Until the next one where nobody tells of a change. @default a minute */
  readonly againAfterMs?: number
}

export function repeatPass(
  pass: () => Promise<void>,
  { firstAfterMs = firstPassAfterMs, againAfterMs = lookAgainMs }: PassTimes = {},
): RepeatedPass {
  let timer: NodeJS.Timeout | undefined
  /** When the next pass begins; while one is under way none is thought of. */
  let dueMs = Number.POSITIVE_INFINITY
  let restMs = settleMs
  let hasBegun = false
  let isWanted = false
  let isStopped = false
  let endedMs = Number.NEGATIVE_INFINITY

  async function run(): Promise<void> {
    dueMs = Number.NEGATIVE_INFINITY
    hasBegun = true
    isWanted = false
    const beganMs = performance.now()
    await pass()
    endedMs = performance.now()
    if (isStopped) return
    restMs = Math.min(longestRestMs, Math.max(settleMs, restFactor * (performance.now() - beganMs)))
    dueMs = Number.POSITIVE_INFINITY
    runIn(isWanted ? restMs : Math.max(againAfterMs, 2 * restFactor * (performance.now() - beganMs)))
  }
  /** The sooner one counts. */
  function runIn(ms: number): void {
    const atMs = performance.now() + ms
    if (isStopped || atMs >= dueMs) return
    clearTimeout(timer)
    dueMs = atMs
    timer = setTimeout(run, ms).unref()
  }

  function soon(): void {
    isWanted = true
    runIn(0)
  }

  runIn(firstAfterMs)
  return {
    noteChange(hurries = hasBegun) {
      isWanted = true
      if (hurries) runIn(restMs)
    },
    soon,
    unlessSince(ms) {
      const isUnderWay = dueMs === Number.NEGATIVE_INFINITY
      if (hasBegun && !isUnderWay && performance.now() - endedMs > ms) soon()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
