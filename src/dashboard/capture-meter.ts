/** How long captures take, as a histogram, and what of them is refused. What writes for Prometheus is loaded with the first look at it: a server that posts only does without. */

import type { CaptureProblem } from '../core/captured/captured-event.ts'
import type { Intake, IntakeStop } from '../core/captured/intake.ts'
import type { Result } from '../core/result.ts'

/** From half a millisecond, which a good disk takes, to seconds. */
export const captureBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5] as const

type Outcome = 'captured' | 'refused'

interface Tally {
  readonly counts: number[]
  sum: number
}

export interface MeteredCaptures {
  readonly outcome: Outcome
  /** By bucket, those beyond the last at the end; not added up. */
  readonly counts: readonly number[]
  readonly sumSeconds: number
}

export interface CaptureMeter {
  /** How long it took until it was on disk, and whether it was. */
  timed<T>(capture: () => Promise<Result<T, CaptureProblem>>): Promise<Result<T, CaptureProblem>>
  read(): readonly MeteredCaptures[]
  refused(status: number, count?: number): void
  intake(): Intake
}

const stopOf = (before: IntakeStop | undefined, { message }: CaptureProblem): IntakeStop => ({
  at: before?.at ?? new Date().toISOString(),
  message,
  count: (before?.count ?? 0) + 1,
})

/** So many tell how long one takes now. */
const lastOnes = 200

export function createCaptureMeter(nowMs: () => number = performance.now.bind(performance)): CaptureMeter {
  const tallies = new Map<Outcome, Tally>()
  const refusals = new Map<number, number>()
  const lastMs: number[] = []
  let stopped: IntakeStop | undefined
  return {
    async timed(capture) {
      const beganAtMs = nowMs()
      const done = await capture()
      const seconds = (nowMs() - beganAtMs) / 1_000
      if (done.ok) stopped = undefined
      else if (done.error.kind === 'unwritable') stopped = stopOf(stopped, done.error)
      if (done.ok && lastMs.push(seconds * 1_000) > lastOnes) lastMs.shift()
      const outcome = done.ok ? 'captured' : 'refused'
      const tally = tallies.get(outcome) ?? { counts: Array<number>(captureBuckets.length + 1).fill(0), sum: 0 }
      const bucket = captureBuckets.findIndex((most) => seconds <= most)
      const at = bucket < 0 ? captureBuckets.length : bucket
      tally.counts[at] = (tally.counts[at] ?? 0) + 1
      tally.sum += seconds
      tallies.set(outcome, tally)
      return done
    },
    refused: (status, count = 1) => void refusals.set(status, (refusals.get(status) ?? 0) + count),
    intake: () => ({
      storedAfterMs: lastMs.toSorted((a, b) => a - b)[Math.floor(lastMs.length / 2)],
      refused: [...refusals].map(([status, count]) => ({ status, count })),
      stopped,
    }),
    read: () => [...tallies].map(([outcome, { counts, sum }]) => ({ outcome, counts, sumSeconds: sum })),
  }
}
