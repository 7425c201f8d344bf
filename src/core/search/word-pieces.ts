/**
 * What an index of words lacks: the words inside identifiers (`useAuthToken`: use auth token) and in writing without blanks (Chinese,
 * Japanese, Korean: every two characters that follow one another). `_`, `/` and `.` end a word anyway. Pure.
 */

/** Scripts in which no blank ends a word. */
const unspaced = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u30fc`
const unspacedRuns = new RegExp(`[${unspaced}]+`, 'gu')
const hasUnspaced = new RegExp(`[${unspaced}]`, 'u')
const identifiers = /[A-Za-z0-9]*(?:[a-z0-9][A-Z]|[A-Z]{2}[a-z])[A-Za-z0-9]*/g
/** Longer ones are keys and encoded bytes, not names. */
const mostIdentifierCharacters = 64

/** The parts of an identifier, as it is written; one part where nothing in it tells more. */
export const partsOfIdentifier = (name: string): readonly string[] =>
  name.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)

/** Every two characters that follow one another; a single one stands for itself. */
export function pairsOf(run: string): readonly string[] {
  const characters = [...run]
  if (characters.length < 2) return characters
  return characters.slice(1).map((character, at) => `${characters[at]}${character}`)
}

export const unspacedRunsIn = (text: string): readonly string[] =>
  hasUnspaced.test(text) ? (text.match(unspacedRuns) ?? []) : []

/** What is indexed beside the text itself: each identifier once, each run where it stands. */
export function wordPieces(text: string): string {
  const names = new Set((text.match(identifiers) ?? []).filter((name) => name.length <= mostIdentifierCharacters))
  const parts = [...names].flatMap(partsOfIdentifier)
  return [...parts, ...unspacedRunsIn(text).flatMap(pairsOf)].join(' ')
}
