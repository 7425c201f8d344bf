/** The words of a search. Pure. */
import type { PassageRole } from '../../../core/search/passage.ts'
import type { SearchPart, SearchTime } from './address.ts'

export const partWords: Readonly<Record<SearchPart, string>> = {
  all: 'All',
  prompts: 'Prompts',
  answers: 'Answers',
  tools: 'Tools',
  files: 'Files',
}

export const timeWords: Readonly<Record<SearchTime, string>> = {
  any: 'Any time',
  '1': 'Last 24 hours',
  '7': 'Last 7 days',
  '30': 'Last 30 days',
  '90': 'Last 90 days',
  '365': 'Last year',
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
