/** Fitting text and lines into a number of cells: what a screen of panes needs beside a table. Pure. */
import type { Line, Role, Span } from '../../terminal/roles.ts'
import { lineText, span } from '../../terminal/roles.ts'
import { lineWidth, truncateLine } from '../../terminal/table.ts'
import { startOfText, textWidth } from '../../terminal/text-width.ts'

/** Cut at exactly `width` cells: a row of a feed keeps the blank before the ellipsis, so that all rows end at one edge. */
export function cutText(text: string, width: number, ellipsis: string): string {
  if (textWidth(text) <= width) return text
  const room = width - textWidth(ellipsis)
  return room <= 0 ? startOfText(ellipsis, Math.max(0, width)) : `${startOfText(text, room)}${ellipsis}`
}

export const padEnd = (text: string, width: number): string =>
  `${text}${' '.repeat(Math.max(0, width - textWidth(text)))}`
export const padStart = (text: string, width: number): string =>
  `${' '.repeat(Math.max(0, width - textWidth(text)))}${text}`

/** The line cut or filled up to exactly `width` cells. */
export function fitLine(spans: Line, width: number, ellipsis: string): Line {
  const cut = truncateLine(spans, width, ellipsis)
  const rest = width - lineWidth(cut)
  return rest <= 0 ? cut : [...cut, span(' '.repeat(rest))]
}

/** Left and right on one line of `width`; the left part is cut where both do not fit. */
export function spreadLine(left: Line, right: Line, width: number, ellipsis: string): Line {
  const room = Math.max(0, width - lineWidth(right) - (lineWidth(right) === 0 ? 0 : 1))
  const cut = truncateLine(left, room, ellipsis)
  return [...cut, span(' '.repeat(Math.max(0, width - lineWidth(cut) - lineWidth(right)))), ...right]
}

/** The whole line in one role: the chosen row. */
export const inRole = (spans: Line, role: Role): Line => [span(lineText(spans), role)]

/** The lines from `top` on, filled up with empty ones to exactly `height`. */
export function windowOf(lines: readonly Line[], top: number, height: number): readonly Line[] {
  const shown = lines.slice(top, top + height)
  return [...shown, ...Array.from({ length: Math.max(0, height - shown.length) }, (): Line => [])]
}

/** Words broken into lines of `width` cells, also inside a word that is longer than a line. Line breaks stay. */
export function wrapText(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, Math.max(1, width)))
}

function wrapParagraph(paragraph: string, width: number): readonly string[] {
  if (textWidth(paragraph) <= width) return [paragraph]
  const lines: string[] = []
  let rest = paragraph
  while (textWidth(rest) > width) {
    const start = startOfText(rest, width) || [...rest].slice(0, 1).join('')
    const isAtBreak = rest[start.length] === ' '
    const blank = start.lastIndexOf(' ')
    const taken = !isAtBreak && blank > 0 && start.slice(0, blank).trim() !== '' ? start.slice(0, blank) : start
    lines.push(taken)
    rest = rest.slice(taken.length).replace(/^ /, '')
  }
  return rest === '' && lines.length > 0 ? lines : [...lines, rest]
}

export const joinSpans = (parts: readonly Line[], separator: string): Line =>
  parts.flatMap((part, index): readonly Span[] => (index === 0 ? part : [span(separator), ...part]))
