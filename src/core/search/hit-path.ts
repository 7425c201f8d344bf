/** Where on the page the best passage of a session stands: the session at that very event. Pure. */
import type { SearchGroup } from './search-question.ts'

export function pathOfHit({ sessionId, hits: [first] }: Pick<SearchGroup, 'sessionId' | 'hits'>): string {
  const session = `/sessions/${encodeURIComponent(sessionId.toWellFormed())}`
  return first === undefined ? session : `${session}?${new URLSearchParams({ event: first.cursor })}`
}
