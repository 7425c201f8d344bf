/** What is wrong with a query, and the place below it. Pure. */
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'

export interface WrongQuery {
  readonly message: string
  readonly atCharacter: number
  readonly characters?: number | undefined
}

export function wrongQueryLines(
  query: string,
  { message, atCharacter, characters }: WrongQuery,
  { glyphs }: Look,
): readonly Line[] {
  // With something behind it a blank at its end counts.
  const before = plainText(`${query.slice(0, atCharacter)}.`).slice(0, -1)
  return [
    line(span(`${glyphs.failed} `, 'bad'), message),
    line('  ', span(plainText(query), 'dim')),
    line('  ', ' '.repeat(before.length), span('^'.repeat(Math.max(1, characters ?? 1)), 'bad')),
  ]
}
