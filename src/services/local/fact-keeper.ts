/** What TCE itself sees, beside what programs say: so that one question finds both, and the bus knows each by its number there. */
import type { UntoldFact } from '../../core/events/event.ts'
import { capturedFact } from '../../core/events/fact-words.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { EventService } from '../events.ts'

/** Never rejects. */
export type KeepFact = (fact: UntoldFact) => Promise<KeptFact>

export interface KeptFact {
  /** Undefined: the disk took nothing, or not in time. */
  readonly eventId?: number | undefined
  /** It was kept before, under the same name: who follows was told. */
  readonly isKnown: boolean
}

/** Who follows does not wait for a disk that stands still: after so long a fact is told without its number. */
const longestMs = 1_000

export function createFactKeeper(
  events: Pick<EventService, 'capture'>,
  reportError: ReportError,
  mostMs = longestMs,
): KeepFact {
  async function keep(fact: UntoldFact): Promise<KeptFact> {
    try {
      const captured = await events.capture([capturedFact(fact)])
      // A disk that takes nothing is told by the events.
      const outcome = captured.ok ? captured.value[0] : undefined
      if (outcome === undefined) return { isKnown: false }
      // The same was told in other words: of a session's copy, or of a project that is called otherwise now.
      if (outcome.status === 'refused') return { isKnown: outcome.reason.kind === 'conflict' }
      return { eventId: outcome.eventId, isKnown: outcome.status === 'duplicate' }
    } catch (cause) {
      reportError(`${fact.type} could not be kept`, cause)
      return { isKnown: false }
    }
  }

  return async (fact) => {
    const { promise: isLate, resolve } = Promise.withResolvers<KeptFact>()
    const timer = setTimeout(() => resolve({ isKnown: false }), mostMs)
    try {
      return await Promise.race([keep(fact), isLate])
    } finally {
      clearTimeout(timer)
    }
  }
}
