/** Breaks a sentence at blanks into lines of `width` cells; a word longer than a line stays whole. Pure. */
import { textWidth } from './text-width.ts'

export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
