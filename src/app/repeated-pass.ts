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

export interface RepeatedPass {
  /** Somebody wrote. @default hurries once there was a pass: before it there is nothing to hurry for */
  noteChange(hurries?: boolean): void
  /** Somebody waits for it. */
  soon(): void
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

  async function run(): Promise<void> {
    dueMs = Number.NEGATIVE_INFINITY
    hasBegun = true
    isWanted = false
    const beganMs = performance.now()
    await pass()
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

  runIn(firstAfterMs)
  return {
    noteChange(hurries = hasBegun) {
      isWanted = true
      if (hurries) runIn(restMs)
    },
    soon() {
      isWanted = true
      runIn(0)
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
