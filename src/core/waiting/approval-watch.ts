/**
 * What becomes of a request that is out: its dialog stands in the terminal as well, and nobody is told when it is answered there. So the
 * registry is looked at while it is out, beside what hooks tell. Pure.
 */
import type { Activity } from '../process/process.ts'
import { seconds } from '../time/duration.ts'

/** A session at this moment, as its registry tells. */
export interface SessionNow {
  readonly activity: Activity
  readonly activitySinceMs?: number | undefined
}

export interface Watched {
  /** Its answer was sent. */
  readonly answeredAtMs?: number | undefined
  /** A dialog stood in the terminal. */
  readonly sawDialog: boolean
  /** Since when no dialog stands there any more. */
  readonly noDialogSinceMs?: number | undefined
  /** Since when the registry does not show the session. */
  readonly missingSinceMs?: number | undefined
}

export type Verdict = 'open' | 'confirmed' | 'answered-there' | 'session-ended'

/** Between two dialogs of one session it is not waiting for a moment; an entry that is rewritten can't be read for one. */
const settledAfterMs = 600

export function nextWatched(before: Watched, now: SessionNow | undefined, nowMs: number): Watched {
  const { answeredAtMs, sawDialog } = before
  if (now === undefined) return { ...before, missingSinceMs: before.missingSinceMs ?? nowMs }
  if (now.activity === 'waiting') return { answeredAtMs, sawDialog: true }
  return { answeredAtMs, sawDialog, noDialogSinceMs: before.noDialogSinceMs ?? nowMs }
}

export function verdictOf(
  { answeredAtMs, sawDialog, noDialogSinceMs, missingSinceMs }: Watched,
  now: SessionNow | undefined,
  nowMs: number,
): Verdict {
  if (missingSinceMs !== undefined) return nowMs - missingSinceMs >= settledAfterMs ? 'session-ended' : 'open'
  if (answeredAtMs !== undefined) {
    // It closed before the answer was given: somebody was quicker there.
    const closedAtMs = now?.activity === 'waiting' ? undefined : now?.activitySinceMs
    if (sawDialog && closedAtMs !== undefined && closedAtMs < answeredAtMs) return 'answered-there'
    const isAnother = now?.activity === 'waiting' && (now.activitySinceMs ?? 0) > answeredAtMs
    const isTaken = noDialogSinceMs !== undefined && (sawDialog || nowMs - answeredAtMs >= settledAfterMs)
    return isAnother || isTaken ? 'confirmed' : 'open'
  }
  const isLeft = sawDialog && noDialogSinceMs !== undefined && nowMs - noDialogSinceMs >= settledAfterMs
  return isLeft ? 'answered-there' : 'open'
}

/** Given back to the terminal a moment before the agent would give up, which it prints a line about. */
export const heldForMs = (timeoutMs: number): number => Math.max(0, timeoutMs - seconds(2))
