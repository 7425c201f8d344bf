/** A query's words by alternative, to take some out or say them otherwise and write it again. Pure. */
import { isOr, type QueryWord, queryWords } from './words.ts'

/** Undefined: a quote is not closed. */
export function alternativesOf(text: string): readonly (readonly QueryWord[])[] | undefined {
  const words = queryWords(text)
  if ('unclosedAt' in words) return undefined
  const alternatives: QueryWord[][] = [[]]
  for (const word of words) {
    if (isOr(word)) alternatives.push([])
    else alternatives.at(-1)?.push(word)
  }
  return alternatives
}

/** `said` has what becomes of a word, given as it stands in the text: empty takes it out. An alternative of which nothing is left goes. What can't be read stays. */
export function rewritten(text: string, said: (word: QueryWord, source: string) => string): string {
  const alternatives = alternativesOf(text)
  if (alternatives === undefined) return text.trim()
  return alternatives
    .map((words) => words.map((word) => said(word, text.slice(word.at, word.at + word.length))))
    .map((words) => words.filter((word) => word !== '').join(' '))
    .filter((words) => words !== '')
    .join(' OR ')
}
