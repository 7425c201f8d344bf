/** JSON as it may be printed. Pure. */
import type { PrintableLines } from './text.ts'
import { unsafeCharacters } from './text.ts'

/** The same value to every parser; what could steer a terminal or hide in it is written as `\u009b`. */
export function jsonText(value: unknown, indent?: number): string {
  return printableJson(JSON.stringify(value, undefined, indent))
}

/** JSON that was made elsewhere. */
export const printableJson = (json: string): PrintableLines =>
  json.replace(unsafeCharacters, escapeCharacter) as PrintableLines

/** Line feeds are the indentation's: those in strings are escaped by then. */
const escapeCharacter = (character: string): string =>
  character === '\n'
    ? character
    : [...Array(character.length).keys()]
        .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
        .join('')
