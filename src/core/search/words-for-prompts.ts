/** A question to all sessions as one to the list of prompts, where those stand that no session's records have. Pure. */

import { rewritten } from '../query/alternatives.ts'
import { timeKeys } from '../query/parse-query.ts'
import type { QueryWord } from '../query/words.ts'
import { promptKeys } from './prompt-question.ts'
import type { SearchAnswer } from './search-question.ts'

/** So few that one asks whether there is more elsewhere. */
const fewHits = 10

export const isFew = ({ hits }: Pick<SearchAnswer, 'hits'>): boolean => hits <= fewHits

/** The same words; roles, tools and files are of sessions alone. */
export const wordsForPrompts = (text: string): string =>
  rewritten(text, (word, source) => (word.key === 'prompt' ? asWords(word) : isOfPrompts(word) ? source : ''))

const asWords = ({ not, values }: QueryWord): string =>
  values.map(({ text, quoted }) => `${not ? '-' : ''}${quoted ? `"${text}"` : text}`).join(' ')

function isOfPrompts({ key, values }: QueryWord): boolean {
  if (key === undefined || timeKeys.some((one) => one === key)) return true
  if (key === 'is') return values.every(({ text }) => text === 'starred')
  return key in promptKeys
}
