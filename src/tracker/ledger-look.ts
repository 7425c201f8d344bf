/** The ledger, read beside whoever keeps it by those who count the same responses for another purpose. */
import { advicePrefix, isResponseId, webSearchPrefix } from '../agents/records.ts'
import type { Bill, BilledPart, BilledSum } from '../core/analytics/billed.ts'
import { once } from '../core/once.ts'
import type { UsageEntry } from '../core/usage/usage-entry.ts'
import { openForReading } from '../storage/sqlite.ts'
import type { CountedResponse, UsageFilter } from './ledger.ts'
import { StoreQueries } from './store-queries.ts'
import { ledgerPath } from './writing-side.ts'

export interface LedgerLook {
  /** What a session of this id was billed for. */
  billOf(sessionId: string): Bill
  sums(): ReadonlyMap<string, BilledSum>
  /** Whose they are among them. */
  entries(filter?: UsageFilter): readonly UsageEntry[]
  close(): void
}

/** Undefined: there is no ledger yet, or it lies in memory alone. */
export function lookAtLedger(dataDir: string): LedgerLook | undefined {
  const opened = openForReading(ledgerPath(dataDir))
  if (!opened.ok) return undefined
  const queries = new StoreQueries(opened.value)
  const named = remembersLast((messageId) => queries.responsesNamed(messageId))
  const searched = once(() => queries.callsThatSearched())
  return {
    billOf: (sessionId) => billOf(sessionId, named, (toolId) => searched().has(toolId)),
    sums: () => queries.sessionSums(),
    entries: (filter) => queries.usageBySource(filter),
    close: () => opened.value.close(),
  }
}

type Named = (messageId: string) => readonly CountedResponse[] | undefined

/** Several records of a response stand beside each other. */
function remembersLast(ask: Named): Named {
  let last: { readonly of: string; readonly found: ReturnType<Named> } | undefined
  return (messageId) => {
    if (last?.of !== messageId) last = { of: messageId, found: ask(messageId) }
    return last.found
  }
}

function billOf(sessionId: string, named: Named, hasSearched: (toolId: string) => boolean): Bill {
  const own = (parts: readonly CountedResponse[] | undefined): readonly BilledPart[] =>
    (parts ?? []).filter((one) => one.sessionId === sessionId).map(partOf)
  return {
    ofResponse({ id, stretch = '', advice = [] }) {
      // Claude Code's request id stands behind the message's (agents/claude/session-log-assistant.ts); neither holds a space at its end.
      const space = id.lastIndexOf(' ')
      const names = [...(space > 0 ? [[id.slice(0, space), id.slice(space + 1)] as const] : []), [id, stretch] as const]
      for (const [messageId, requestId] of names) {
        const found = named(messageId)
        if (found === undefined) continue
        // Copilot's database tells the requests one by one, its log their sums alone: the message they are of is known by the sums.
        if (found.length === 0 && stretch !== '') return undefined
        const asked = advice.flatMap((_, place) => own(named(`${advicePrefix}${place} ${messageId}`)))
        return [...own(found.filter((one) => one.requestId === requestId)), ...asked]
      }
      return undefined
    },
    ofCall: (toolId) => (hasSearched(toolId) ? own(named(`${webSearchPrefix}${toolId}`)) : []),
  }
}

const partOf = ({ messageId, requestId, ...rest }: CountedResponse): BilledPart => ({
  ...rest,
  id: `${messageId} ${requestId}`,
  isResponse: isResponseId(messageId),
})
