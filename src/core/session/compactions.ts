/** Sessions that compacted their context, as their records tell, and what of it is news. Pure. */
import type { NewFact } from '../events/event.ts'
import { minutes } from '../time/duration.ts'

export interface SessionCompactions {
  readonly sessionId: string
  readonly agent: string
  readonly project?: string | undefined
  readonly cwd?: string | undefined
  /** The last ones. */
  readonly atMs: readonly number[]
}

/** What is older is of a log that was read for the first time or anew. Also what a server that was away for a moment missed. */
export const newsForMs = minutes(10)

/** Each once by its moment: a session's copies and branches begin with the same records. */
export function compactionFacts(
  sessions: readonly SessionCompactions[],
  nowMs: number,
): readonly (NewFact & { readonly once: string })[] {
  return sessions.flatMap(({ atMs: moments, ...session }) =>
    moments
      .filter((atMs) => Math.abs(nowMs - atMs) <= newsForMs)
      .map((atMs) => {
        const compactedAt = new Date(atMs).toISOString()
        return {
          type: 'session.compacted' as const,
          data: { ...session, compactedAt },
          once: `compacted ${session.agent} ${compactedAt}`,
        }
      }),
  )
}
