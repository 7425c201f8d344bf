/** The words of a text by their places, without making a text of each: a search looks at a million of which it marks a few. Pure. */

/** By character: 0 not looked at yet. */
const kinds = new Uint8Array(1 << 16)
const [ends, small, capital, half] = [1, 2, 3, 4]
const ofWord = /[\p{L}\p{M}\p{N}]/u

/** `hasCapital`: behind its first sign. */
export type WordVisitor = (from: number, to: number, hasCapital: boolean) => void

export function eachWord(text: string, visit: WordVisitor): void {
  let [from, hasCapital] = [-1, false]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    let kind = kinds[code] || kindOf(code)
    let length = 1
    if (kind === half) {
      const whole = String.fromCodePoint(text.codePointAt(at) ?? 0)
      kind = ofWord.test(whole) ? small : ends
      length = whole.length
    }
    if (kind === ends) {
      if (from !== -1) visit(from, at, hasCapital)
      from = -1
    } else if (from === -1) {
      from = at
      hasCapital = false
    } else if (kind === capital) hasCapital = true
    at += length - 1
  }
  if (from !== -1) visit(from, text.length, hasCapital)
}

function kindOf(code: number): number {
  const character = String.fromCharCode(code)
  const isHalf = code >= 0xd800 && code <= 0xdfff
  const kind = isHalf ? half : !ofWord.test(character) ? ends : /[A-Z]/.test(character) ? capital : small
  kinds[code] = kind
  return kind
}
