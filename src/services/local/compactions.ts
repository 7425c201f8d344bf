/** Tells that a session compacted its context, when the ledger read so. */
import type { NewEvent } from '../../core/events/event.ts'
import { compactionFacts, newsForMs } from '../../core/session/compactions.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { LedgerChange, LedgerSource } from './usage.ts'

export interface CompactionParts {
  readonly append: (fact: NewEvent) => void
  readonly clock: () => number
  readonly reportError: ReportError
}

export function createCompactions({ append, clock, reportError }: CompactionParts) {
  /** A session that goes on changes many times before this is no news any more. */
  const told = new Map<string, number>()

  function note({ sessionIds }: LedgerChange, ledger: Pick<LedgerSource, 'compactions'>): void {
    const nowMs = clock()
    for (const [name, atMs] of told) if (nowMs - atMs > 2 * newsForMs) told.delete(name)
    for (const fact of compactionFacts(ledger.compactions(sessionIds, nowMs - newsForMs), nowMs)) {
      if (told.has(fact.once)) continue
      told.set(fact.once, nowMs)
      append(fact)
    }
  }

  return {
    note(...given: Parameters<typeof note>): void {
      try {
        note(...given)
      } catch (cause) {
        reportError('Compactions could not be read from the ledger', cause)
      }
    },
  }
}
