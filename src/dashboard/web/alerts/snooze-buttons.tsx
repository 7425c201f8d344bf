/** Telling nothing for a while, of one rule or of all. */
import type { Result } from '../../../core/result.ts'
import { hours, minutes } from '../../../core/time/duration.ts'
import type { ApiProblem } from '../api.ts'
import { orSay } from '../parts/or-say.ts'
import { momentOf } from '../parts/time.ts'

interface SnoozeProps {
  /** For those who hear the buttons alone. */
  readonly what: string
  readonly until: string | undefined
  readonly onSnooze: (until: string | undefined) => Promise<Result<unknown, ApiProblem>>
}

const spans = [
  ['30 min', minutes(30)],
  ['1 h', hours(1)],
  ['8 h', hours(8)],
] as const

export function SnoozeButtons({ what, until, onSnooze }: SnoozeProps) {
  const snooze = async (forMs: number | undefined) => {
    orSay(await onSnooze(forMs === undefined ? undefined : new Date(Date.now() + forMs).toISOString()))
  }
  return (
    <>
      <span class="muted">{until === undefined ? 'Snooze' : `Snoozed until ${momentOf(until)}`}</span>
      {until === undefined ? (
        spans.map(([words, ms]) => (
          <button
            key={words}
            type="button"
            class="btn small"
            aria-label={`Snooze ${what} for ${words}`}
            onClick={() => snooze(ms)}
          >
            {words}
          </button>
        ))
      ) : (
        <button
          type="button"
          class="btn small"
          aria-label={`Snooze ${what} no longer`}
          onClick={() => snooze(undefined)}
        >
          No longer
        </button>
      )}
    </>
  )
}
