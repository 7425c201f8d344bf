import type { SearchAnswer } from '../../src/core/search/search-question.ts'

export const nothingFound: SearchAnswer = {
  groups: [],
  hits: 0,
  sessions: 0,
  isBounded: false,
  tookMs: 0,
  progress: { sessions: 0, indexed: 0 },
}
