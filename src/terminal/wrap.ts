/** Breaks sentences at blanks into lines of `width` cells; a word longer than a line stays whole. Pure. */
import { printable } from '../core/words/text.ts'
import type { Line, Span } from './roles.ts'
import { lineText, span } from './roles.ts'
import { lineWidth } from './table.ts'
import { textWidth } from './text-width.ts'

export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of printable(text).split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** The same for a line with roles; what follows the first line is indented. */
export function wrapLine(spans: Line, width: number, indent = '  '): readonly Line[] {
  if (lineWidth(spans) <= width) return [spans]
  const lines: Span[][] = [[]]
  for (const word of wordsOf(spans)) {
    const last = lines.at(-1) ?? []
    const isFull = last.length > 0 && lineWidth(last) + textWidth(lineText(word).trimEnd()) > width
    if (isFull) lines.push([span(indent), ...word])
    else last.push(...word)
  }
  return lines.map(withoutTrailingBlanks)
}

/** Words with the blanks behind them. One that changes its role within stays one word. */
function wordsOf(spans: Line): readonly Line[] {
  const pieces = spans.flatMap(({ text, role }) => (text.match(/\S+\s*|\s+/g) ?? []).map((piece) => span(piece, role)))
  const words: Span[][] = []
  for (const piece of pieces) {
    const last = words.at(-1)
    if (last === undefined || (/\s$/.test(last.at(-1)?.text ?? '') && /\S/.test(piece.text))) words.push([piece])
    else last.push(piece)
  }
  return words
}

const withoutTrailingBlanks = (spans: Line): Line =>
  spans.map((piece, index) => (index === spans.length - 1 ? span(piece.text.trimEnd(), piece.role) : piece))
