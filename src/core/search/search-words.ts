/** What every face says of a search. Pure. */
import { formatCount, plural } from '../words/format.ts'
import type { SearchAnswer } from './search-question.ts'

export function foundWords({ hits, sessions, isBounded, tookMs }: SearchAnswer): string {
  const found = `${plural(hits, 'hit')} in ${plural(sessions, 'session')}, ${Math.round(tookMs)} ms`
  return isBounded ? `${found}: the newest of more` : found
}

/** Nothing to say when all is indexed. `since`: back to when it is complete, as the face writes moments. */
export function progressWords(
  { progress }: Pick<SearchAnswer, 'progress'>,
  since: string | undefined,
): string | undefined {
  const { sessions, indexed } = progress
  if (indexed >= sessions) return undefined
  const complete = since === undefined ? '' : ` What you see is complete back to ${since}.`
  return `${formatCount(indexed)} of ${plural(sessions, 'session')} are indexed, newest first.${complete}`
}
