/** A query's words with their places: quotes hold spaces together, everything else ends at one. */

export interface QueryWord {
  /** Where the word begins, minus sign included. */
  readonly at: number
  readonly length: number
  readonly not: boolean
  /** What stands before the first unquoted colon. */
  readonly key?: string
  /** The values behind the colon, or the one text; each with its place. */
  readonly values: readonly QueryValue[]
}

export interface QueryValue {
  readonly at: number
  readonly text: string
  readonly quoted: boolean
}

export interface UnclosedQuote {
  readonly unclosedAt: number
}

/** Between two alternatives. */
export const isOr = ({ key, not, values: [value] }: QueryWord): boolean =>
  key === undefined && !not && value?.text === 'OR' && !value.quoted

const isSpace = (character: string | undefined): boolean => character !== undefined && /\s/.test(character)
const keyShape = /^[A-Za-z_][\w-]*(?:\.[^\s:",]+)*$/

export function queryWords(text: string): readonly QueryWord[] | UnclosedQuote {
  const words: QueryWord[] = []
  let at = 0
  while (at < text.length) {
    if (isSpace(text[at])) {
      at++
      continue
    }
    const end = endOfWord(text, at)
    if (typeof end === 'object') return end
    words.push(readWord(text, at, end))
    at = end
  }
  return words
}

/** A quote counts where a value may begin: at the start of a word, behind a colon or a comma. So `it's "5 o'clock"` and `a"b` stay what they are. */
function endOfWord(text: string, start: number): number | UnclosedQuote {
  let at = start
  while (at < text.length && !isSpace(text[at])) {
    const last = endOfPiece(text, start, at)
    if (last === undefined) return { unclosedAt: at }
    at = last + 1
  }
  return at
}

/** Where a quote that opens a value closes, undefined where it never does; any other character is a piece by itself. */
function endOfPiece(text: string, wordStart: number, at: number): number | undefined {
  if (text[at] !== '"' || !opensValue(text, wordStart, at)) return at
  const close = text.indexOf('"', at + 1)
  return close < 0 ? undefined : close
}

const opensValue = (text: string, start: number, at: number): boolean =>
  at === start || (at === start + 1 && text[start] === '-') || text[at - 1] === ':' || text[at - 1] === ','

function readWord(text: string, at: number, end: number): QueryWord {
  const not = text[at] === '-' && end > at + 1
  const start = not ? at + 1 : at
  const colon = text.indexOf(':', start)
  const key = colon > start && colon < end ? text.slice(start, colon) : undefined
  const place = { at, length: end - at, not }
  if (key === undefined || !keyShape.test(key)) return { ...place, values: [wholeValue(text, start, end)] }
  return { ...place, key, values: listedValues(text, { wordStart: at, at: colon + 1, end }) }
}

function wholeValue(text: string, start: number, end: number): QueryValue {
  const quoted = text[start] === '"' && text[end - 1] === '"' && end - start >= 2
  return quoted
    ? { at: start, text: text.slice(start + 1, end - 1), quoted }
    : { at: start, text: text.slice(start, end), quoted }
}

/** `a,b,"c, d"`: three values. Quotes begin where they did when the word's end was looked for, so each of them closes before it. */
function listedValues(text: string, place: { wordStart: number; at: number; end: number }): QueryValue[] {
  const { wordStart, end } = place
  const values: QueryValue[] = []
  for (let at = place.at; at <= end; ) {
    let comma = at
    while (comma < end && text[comma] !== ',') comma = (endOfPiece(text, wordStart, comma) ?? end) + 1
    values.push(wholeValue(text, at, comma))
    at = comma + 1
  }
  return values
}
