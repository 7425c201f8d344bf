import type { SearchGroup, SearchHit } from '../../../core/search/search-question.ts'

/** Names a passage among all. */
export const keyOfHit = (
  { sessionId }: Pick<SearchGroup, 'sessionId'>,
  { cursor }: Pick<SearchHit, 'cursor'>,
): string => `${sessionId} ${cursor}`
