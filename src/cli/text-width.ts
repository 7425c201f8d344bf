/** How many cells a text takes in a terminal, and cutting it to fit. The only file that imports string-width. */
import stringWidth from 'string-width'

/** Printable ASCII and TCE's own marks take one cell each; most texts are nothing else. */
const narrow = /^[\u0020-\u007e\u2500-\u25ff–…−✓✗]*$/

export const textWidth = (text: string): number => (narrow.test(text) ? text.length : stringWidth(text))

/** Cut at the end to `width` cells, with `ellipsis` where something is missing. */
export function truncateText(text: string, width: number, ellipsis = '…'): string {
  if (textWidth(text) <= width) return text
  const room = width - ellipsis.length
  if (room <= 0) return ellipsis.slice(0, Math.max(0, width))
  return `${startOfText(text, room).trimEnd()}${ellipsis}`
}

const segmenter = new Intl.Segmenter()

/** The longest beginning that fits in `room` cells: never half of a character that is made of several code points. */
export function startOfText(text: string, room: number): string {
  if (narrow.test(text)) return text.slice(0, Math.max(0, room))
  let width = 0
  let start = ''
  for (const { segment } of segmenter.segment(text)) {
    width += textWidth(segment)
    if (width > room) break
    start += segment
  }
  return start
}
