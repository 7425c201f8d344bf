/**
 * With which letters the words of a text begin, as one number. Whoever has typed one letter asks for half of all words: an index that has to
 * put their lists together takes a hundred times as long as a look at one bit. Pure.
 */
import { foldText } from '../query/text-words.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** 2 to the place of a letter or digit; undefined for more than one of them, or another. */
export function letterOf(word: string): number | undefined {
  const place = word.length === 1 ? letters.indexOf(word) : -1
  return place === -1 ? undefined : 2 ** place
}

/** By character: 0 not looked at yet, 1 ends a word, 2 part of a word without a place, 3 and more its place. */
const kinds = new Uint8Array(1 << 16)
const [ends, others, first] = [1, 2, 3]

/** The sum of `letterOf` of every beginning of a word. */
export function firstLetters(text: string): number {
  // More than 31 places: two halves, as bits of a number are 32.
  let [low, high, isInside] = [0, 0, false]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const kind = kinds[code] || kindOf(code)
    if (kind === ends) isInside = false
    else if (!isInside) {
      isInside = true
      const place = kind - first
      if (place >= 26) high |= 1 << (place - 26)
      else if (place >= 0) low |= 1 << place
    }
  }
  return low + high * 2 ** 26
}

function kindOf(code: number): number {
  const character = String.fromCharCode(code)
  // Half of a pair ends a word: a beginning too many is found by nobody who looks for its word.
  const isLetter = /[\p{L}\p{M}\p{N}\p{Co}]/u.test(character)
  const place = letters.indexOf(foldText(character)[0] ?? '')
  const kind = !isLetter ? ends : place === -1 ? others : first + place
  kinds[code] = kind
  return kind
}
