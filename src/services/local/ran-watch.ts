/** What came of requests that are over: the tool that was allowed may run for long after the answer. Looked for until it is known. */
import type { Approval, RanTool } from '../../core/waiting/approval.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { SessionTail } from './session-tail.ts'

export interface RanWatch {
  look(over: readonly Approval[]): void
}

export interface RanWatchParts {
  readonly ran: SessionTail['ran']
  readonly onRan: (id: string, ran: RanTool) => void
  readonly reportError: ReportError
}

export function createRanWatch({ ran, onRan, reportError }: RanWatchParts): RanWatch {
  const known = new Set<string>()
  const looking = new Set<string>()

  async function lookAt(approval: Approval): Promise<void> {
    const { id, outcome } = approval
    const told = await ran(approval)
    if (told === undefined) return
    known.add(id)
    // Its hook knows how long it ran.
    onRan(id, { ...told, tookMs: told.tookMs ?? outcome?.ran?.tookMs })
  }

  return {
    look(over) {
      const ids = new Set(over.map(({ id }) => id))
      for (const id of known) if (!ids.has(id)) known.delete(id)
      for (const approval of over.filter((one) => mayHaveRun(one) && !known.has(one.id) && !looking.has(one.id))) {
        looking.add(approval.id)
        lookAt(approval)
          .catch((cause: unknown) => reportError('What a tool did could not be read', cause))
          .finally(() => looking.delete(approval.id))
      }
    },
  }
}

/** A permission that was not seen to be refused. */
const mayHaveRun = ({ kind, outcome }: Approval): boolean =>
  kind === 'permission' &&
  (outcome?.kind === 'answered-there' || (outcome?.kind === 'answered-here' && outcome.answer !== 'deny'))
