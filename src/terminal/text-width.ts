/** How many cells a text takes in a terminal, and cutting it to fit. The only file that imports string-width. */
import { createRequire } from 'node:module'
import type stringWidthOf from 'string-width'
import { printable } from '../core/words/text.ts'

/** Printable ASCII and TCE's own marks take one cell each; most texts are nothing else. */
const narrow = /^[\u0020-\u007e\u2500-\u25ff–…−✓✗]*$/

export const textWidth = (text: string): number => (narrow.test(text) ? text.length : wideTextWidth(text))

/** Loaded when the first text needs it: its tables of scripts and emoji cost a start 20–60 ms, and most starts need none. */
function wideTextWidth(text: string): number {
  stringWidth ??= (createRequire(import.meta.url)('string-width') as { readonly default: typeof stringWidthOf }).default
  return stringWidth(text)
}

let stringWidth: typeof stringWidthOf | undefined
let segmenter: Intl.Segmenter | undefined

/** Cut at the end to `width` cells, with `ellipsis` where something is missing. */
export function truncateText(whole: string, width: number, ellipsis = '…'): string {
  const text = printable(whole)
  if (textWidth(text) <= width) return text
  const room = width - ellipsis.length
  if (room <= 0) return ellipsis.slice(0, Math.max(0, width))
  return `${startOfText(text, room).trimEnd()}${ellipsis}`
}

/** The longest beginning that fits in `room` cells: never half of a character that is made of several code points. */
export function startOfText(text: string, room: number): string {
  if (narrow.test(text)) return text.slice(0, Math.max(0, room))
  let width = 0
  let start = ''
  segmenter ??= new Intl.Segmenter()
  for (const { segment } of segmenter.segment(text)) {
    width += textWidth(segment)
    if (width > room) break
    start += segment
  }
  return start
}
