/** How words become a question to the index (SQLite's FTS5, columns `body`, `pieces`, `path`). Pure. */
import { foldText, textWords } from '../query/text-words.ts'
import { pairsOf, partsOfIdentifier, unspacedRunsIn } from './word-pieces.ts'

/** Endings that the index's stemmer takes off, so that what is typed so far may be longer than what is indexed. */
const endings = (
  'ability able al ally ate ated ates ating ation ations ed ement ence er ers es ful ibility ible ic ical icate icated ' +
  'ication ications ies ing ings ion ions ism ity ive iveness ization ize ized izing ly ment ments ness ous ously s y'
).split(' ')
const fewestStemCharacters = 4

/** A text that must be there, each word counting by its beginning; exact ones as they are. Undefined where it has no word. */
export function matchOfText(text: string, isExact: boolean): string | undefined {
  const words = textWords(text)
  if (words.length === 0) return undefined
  const runs = unspacedRunsIn(text)
  if (runs.length > 0)
    return all([...words.filter((word) => unspacedRunsIn(word).length === 0).map(beginning), ...runs.map(runMatch)])
  if (isExact) return `body : ${quoted(words)}`
  const last = words.at(-1) ?? ''
  return any([
    ...(words.length === 1
      ? [beginning(last), ...stemsOf(last).map((stem) => quoted([stem]))]
      : [`${quoted(words)} *`]),
    ...piecesMatch(text),
  ])
}

/** One or two letters begin half of all words: that they stand somewhere says nothing of how well a text fits. */
const fewestTellingCharacters = 3

/** Whether it can be said which of two texts with it fits better. */
export function isTelling(text: string): boolean {
  const words = textWords(text)
  return words.length !== 1 || unspacedRunsIn(text).length > 0 || (words[0] ?? '').length >= fewestTellingCharacters
}

/** A path, or a part of one. */
export function matchOfPath(text: string, isBeginning: boolean): string | undefined {
  const words = textWords(text)
  return words.length === 0 ? undefined : `path : ${quoted(words)}${isBeginning ? ' *' : ''}`
}

export const all = (matches: readonly string[]): string =>
  matches.length === 1 ? (matches[0] ?? '') : matches.map(bracketed).join(' AND ')
export const any = (matches: readonly string[]): string =>
  matches.length === 1 ? (matches[0] ?? '') : matches.map(bracketed).join(' OR ')

const bracketed = (match: string): string => `(${match})`
const quoted = (words: readonly string[]): string => `"${words.join(' ')}"`
const beginning = (word: string): string => `${quoted([word])} *`

/** `AuthToken` is in `useAuthToken`. */
function piecesMatch(text: string): readonly string[] {
  const parts = text
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .flatMap(partsOfIdentifier)
  return parts.length < 2 ? [] : [`pieces : ${quoted(parts.map(foldText))} *`]
}

/** A single character begins a pair, or stands alone. */
function runMatch(run: string): string {
  const pairs = pairsOf(run)
  return `pieces : ${quoted(pairs)}${[...run].length === 1 ? ' *' : ''}`
}

/** What the stemmer may have left of a word of which only this is typed. */
function stemsOf(word: string): readonly string[] {
  const cuts = Array.from(
    { length: Math.min(8, Math.max(0, word.length - fewestStemCharacters)) },
    (_, at) => word.length - 1 - at,
  )
  return cuts.filter((at) => endings.some((ending) => ending.startsWith(word.slice(at)))).map((at) => word.slice(0, at))
}
