/** JSON as it may be printed. Pure. */
import { unsafeCharacters } from './text.ts'

/** The same value to every parser; what could steer a terminal or hide in it is written as `\u009b`. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(unsafeCharacters, escapeCharacter)
}

/** Line feeds are the indentation's: those in strings are escaped by then. */
const escapeCharacter = (character: string): string =>
  character === '\n'
    ? character
    : [...Array(character.length).keys()]
        .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
        .join('')
