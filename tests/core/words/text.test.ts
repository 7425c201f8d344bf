import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainText } from '../../../src/core/words/text.ts'

/** Everything that steers a terminal, turns a line round or is invisible in it. */
const steering =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}/u

describe('text of others', () => {
  it.each([
    ['colours', '\u001b[1;31mred\u001b[0m', 'red'],
    ['colours with a one-character start', '\u009b31mred', 'red'],
    ['moving the cursor', 'a\u001b[2J\u001b[Hb', 'ab'],
    ['a title', '\u001b]0;pwned\u0007name', 'name'],
    ['a title closed by ST', '\u001b]0;pwned\u001b\\name', 'name'],
    ['a link', '\u001b]8;;https://evil.test\u0007click\u001b]8;;\u0007', 'click'],
    ['the clipboard', '\u001b]52;c;cm0gLXJmIH4=\u0007x', 'x'],
    ['a device string', '\u001bPq#0;2\u001b\\x', 'x'],
    ['a sequence that never ends', 'name\u001b]0;rest', 'name'],
    ['a character set', '\u001b(0qqq', 'qqq'],
    ['a reset', '\u001bcx', 'x'],
    ['a lone escape at the end', 'x\u001b', 'x'],
    ['an escape inside an escape', '\u001b\u001b[31m[31mx', '[31mx'],
    ['overwriting', 'safe\rrm -rf', 'safe rm -rf'],
    ['backspaces', 'ab\b\bcd', 'abcd'],
    ['several lines', 'one\r\n\ttwo\n', 'one two'],
    ['line and paragraph separators', 'one\u2028two\u2029three', 'one two three'],
    ['turning round', 'txt\u202eexe.\u202c', 'txtexe.'],
    ['isolates and marks', '\u2066a\u2069\u200eb\u061c', 'ab'],
    ['invisible letters', 'ad\u200bmin\u00ad\ufeff', 'admin'],
    ['tags', 'x\u{e0041}\u{e0042}y', 'xy'],
    ['half a character', 'a\ud800b', 'ab'],
    ['blanks', '  a \u200b  b  ', 'a b'],
  ])('loses %s', (_, text, plain) => expect(plainText(text)).toBe(plain))

  it.each(['payments-api', 'Ünï.co_de@1', 'naïve', '日本語', 'שלום', '👩‍👩‍👧 family', 'می‌خواهم', 'C:\\Users\\dev', ''])(
    'keeps %j',
    (text) => expect(plainText(text)).toBe(text),
  )

  it('is one harmless line afterwards, whatever it was, and is not changed a second time', () => {
    const nasty = fc.constantFrom(
      '\u001b',
      '\u001b[',
      '\u009b',
      '\u001b]',
      '31m',
      ' ',
      '\u200b',
      '\u202e',
      '\n',
      '\ud800',
      '\\',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(nasty, fc.string())).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, (value) => {
        const plain = plainText(value)
        expect(plain).not.toMatch(steering)
        expect(plainText(plain)).toBe(plain)
      }),
      { numRuns: 500 },
    )
  })
})
