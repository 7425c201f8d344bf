/** The words of a search. Pure. */
import type { PassageRole } from '../../../core/search/passage.ts'
import type { SearchAnswer } from '../../../core/search/search-question.ts'
import { formatCount } from '../../../core/words/format.ts'
import type { SearchPart, SearchTime } from './address.ts'

export const partWords: Readonly<Record<SearchPart, string>> = {
  all: 'All',
  prompts: 'Prompts',
  answers: 'Answers',
  tools: 'Tools',
  files: 'Files',
}

export const timeWords: Readonly<Record<SearchTime, string>> = {
  '': 'Any time',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  '365d': 'Last year',
}

export const roleWords: Readonly<Record<PassageRole, string>> = {
  prompt: 'Prompt',
  answer: 'Answer',
  thinking: 'Thinking',
  tool: 'Tool',
  result: 'Result',
  file: 'File',
  summary: 'Summary',
  title: 'Title',
  error: 'Error',
}

/** What people wrote is read as text, what programs wrote letter by letter. */
export const isCode = (role: PassageRole): boolean => ['tool', 'result', 'file', 'error'].includes(role)

/** `without`: the answer to the same words without filters. */
export function hiddenWords(
  { hits }: Pick<SearchAnswer, 'hits'>,
  without: Pick<SearchAnswer, 'hits' | 'isBounded'>,
): string {
  const hidden = without.hits - hits
  if (hidden <= 0) return 'Filters hide nothing.'
  return `Filters hide ${without.isBounded ? 'more than ' : ''}${formatCount(hidden)}.`
}
