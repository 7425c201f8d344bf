/** What the records tell of turns that have ended: read when one ends, and once more when its last lines are written. */
import { seconds } from '../../core/time/duration.ts'
import type { TurnFacts } from '../../core/waiting/turn-facts.ts'
import type { TurnItem } from '../../core/waiting/waiting-report.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { SessionTail } from './session-tail.ts'

export interface TurnWatch {
  factsOf(item: TurnItem): TurnFacts | undefined
  look(finished: readonly TurnItem[]): void
}

export interface TurnWatchParts {
  readonly turn: SessionTail['turn']
  readonly onChange: () => void
  readonly clock: () => number
  readonly reportError: ReportError
}

/** Agents write how long a turn took up to two seconds after it. */
const writtenAfterMs = seconds(3)

interface Looked {
  readonly since: string | undefined
  readonly isFinal: boolean
  facts?: TurnFacts | undefined
}

export function createTurnWatch({ turn, onChange, clock, reportError }: TurnWatchParts): TurnWatch {
  /** By the id of the agent. */
  const looked = new Map<string, Looked>()

  async function lookAt(one: Looked, sessionId: string): Promise<void> {
    const facts = await turn(sessionId, one.since)
    if (facts === undefined) return
    one.facts = facts
    onChange()
  }

  function lookIfNew({ id, sessionId, since }: TurnItem): void {
    const isFinal = clock() - Date.parse(since ?? '') >= writtenAfterMs
    const before = looked.get(id)
    const isKnown = before?.since === since
    if (sessionId === undefined || (isKnown && (before?.isFinal === true || !isFinal))) return
    const one: Looked = { since, isFinal, facts: isKnown ? before?.facts : undefined }
    looked.set(id, one)
    lookAt(one, sessionId).catch((cause: unknown) => reportError('What a turn came to could not be read', cause))
  }

  return {
    factsOf({ id, since }) {
      const one = looked.get(id)
      return one?.since === since ? one?.facts : undefined
    },
    look(finished) {
      const ids = new Set(finished.map(({ id }) => id))
      for (const id of [...looked.keys()]) if (!ids.has(id)) looked.delete(id)
      for (const item of finished) lookIfNew(item)
    },
  }
}
