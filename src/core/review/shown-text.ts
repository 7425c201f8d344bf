/** A line of somebody's file as it is shown: what can't be seen, or would turn the line round, is made to be seen. Pure. */
import { unsafeCharacters } from '../words/text.ts'

/** Control characters have pictures of their own in Unicode; the others are named. Tabs stay. */
export const shownText = (text: string): string =>
  text.replace(unsafeCharacters, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (code === 0x09) return character
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    if (code === 0x7f) return '\u2421'
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
  })
