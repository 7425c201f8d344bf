/** What came of requests that are over: the tool that was allowed may run for long after the answer. Looked for until it is known. */
import { seconds } from '../../core/time/duration.ts'
import type { Approval, RanTool } from '../../core/waiting/approval.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { SessionTail } from './session-tail.ts'

export interface RanWatch {
  look(over: readonly Approval[]): void
}

export interface RanWatchParts {
  readonly ran: SessionTail['ran']
  readonly onRan: (id: string, ran: RanTool) => void
  readonly clock: () => number
  readonly reportError: ReportError
}

/** Each pause is as long as it has been over already: one that runs for minutes is not looked at all the time. */
const leastPauseMs = seconds(1)

interface Looked {
  nextAtMs: number
  /** Its hook said that it ended. */
  readonly isTold: boolean
}

export function createRanWatch({ ran, onRan, clock, reportError }: RanWatchParts): RanWatch {
  /** `undefined`: it is known. */
  const looked = new Map<string, Looked | undefined>()

  async function lookAt(approval: Approval): Promise<void> {
    const { id, outcome } = approval
    const told = await ran(approval)
    if (told === undefined || !looked.has(id)) return
    looked.set(id, undefined)
    // Its hook knows how long it ran.
    onRan(id, { ...told, tookMs: told.tookMs ?? outcome?.ran?.tookMs })
  }

  function isDue({ id, outcome }: Approval): boolean {
    if (!looked.has(id)) return true
    const before = looked.get(id)
    if (before === undefined) return false
    return clock() >= before.nextAtMs || (outcome?.ran !== undefined && !before.isTold)
  }

  return {
    look(over) {
      const ids = new Set(over.map(({ id }) => id))
      for (const id of looked.keys()) if (!ids.has(id)) looked.delete(id)
      for (const approval of over.filter((one) => mayHaveRun(one) && isDue(one))) {
        const { id, outcome } = approval
        const overForMs = clock() - Date.parse(outcome?.at ?? '')
        looked.set(id, {
          nextAtMs: clock() + Math.max(leastPauseMs, overForMs),
          isTold: outcome?.ran !== undefined,
        })
        lookAt(approval).catch((cause: unknown) => reportError('What a tool did could not be read', cause))
      }
    },
  }
}

/** A permission that was not seen to be refused. */
const mayHaveRun = ({ kind, outcome }: Approval): boolean =>
  kind === 'permission' &&
  (outcome?.kind === 'answered-there' || (outcome?.kind === 'answered-here' && outcome.answer !== 'deny'))
