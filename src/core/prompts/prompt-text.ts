/** The text of a prompt as it goes out and as it comes back. Pure. */
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

export const mostBytes = 64 * 1024

/**
 * What a terminal would take for keys (escape sequences, the end of a paste among them, control characters) never goes out; line ends
 * become line feeds, tabs stay. Nothing of it is left: there is nothing to send.
 */
export function cleanPrompt(text: string): Result<string, string> {
  const clean = text
    .replace(/\r\n?/g, '\n')
    .replace(sequences, '')
    .replace(controls, '')
    .toWellFormed()
    .replace(/^\n+|\s+$/g, '')
  if (clean.trim() === '') return err('There is nothing to send: the prompt is empty.')
  const bytes = new TextEncoder().encode(clean).length
  if (bytes > mostBytes) return err(`The prompt has ${Math.ceil(bytes / 1024)} KiB; 64 KiB is the most.`)
  return ok(clean)
}

/** Whole sequences first, so that no "[201~" is left standing; a lone ESC goes with the controls. */
const sequences =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?/g
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Pieces of at most so many characters and lines, in order; together they are the text. No pair of surrogates is parted. */
export function piecesOf(
  text: string,
  most: { readonly characters: number; readonly lines: number },
): readonly string[] {
  const pieces: string[] = []
  let piece = ''
  let breaks = 0
  for (const character of text) {
    const isBreak = character === '\n'
    if (piece.length + character.length > most.characters || (isBreak && breaks + 1 >= most.lines)) {
      pieces.push(piece)
      piece = ''
      breaks = 0
    }
    piece += character
    if (isBreak) breaks += 1
  }
  return piece === '' ? pieces : [...pieces, piece]
}

/** Without blanks: a terminal breaks lines where it likes, and indents what follows. */
export const withoutBlanks = (text: string): string => text.replace(/\s+/gu, '')

/** Whether what came back is what was sent: agents trim, and break lines in their own way. */
export const isSameText = (sent: string, seen: string): boolean => withoutBlanks(sent) === withoutBlanks(seen)
