/** The data of an event as a tree of names and values. Pure. */
import { plural } from '../../core/words/format.ts'
import { redactNamed, redactText } from '../../core/words/redact.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittingWidth, table } from '../../terminal/table.ts'
import { startOfText, textWidth } from '../../terminal/text-width.ts'

interface DataRow {
  readonly depth: number
  readonly name: string
  readonly value: string
}

/** Of an array the first element is open, of anything else two levels. */
const openLevels = 2
const mostAside = 20
const longestName = 28

/** `isFull`: all of it, and no value is cut. */
export function dataLines(data: string | null, isFull: boolean, { columns, glyphs }: Look): readonly Line[] {
  if (data === null) return []
  const rows = rowsIn(JSON.parse(data), 0, isFull)
  if (rows.length === 0) return []
  const names = rows.map(({ depth, name }) => line('  '.repeat(depth), span(plainText(name), 'dim')))
  const width = Math.min(longestName, fittingWidth(names))
  const room = Math.max(20, columns - width - 2)
  const cells = rows.flatMap(({ value }, index) => {
    const text = plainText(redactText(value))
    return (isFull ? piecesOf(text, room) : [text]).map((piece, at) => [
      at === 0 ? (names[index] ?? emptyLine) : emptyLine,
      line(piece),
    ])
  })
  const tree = table(
    [
      { width, gap: 0 },
      { width: room, gap: 2 },
    ],
    cells,
    glyphs.ellipsis,
  )
  return [emptyLine, ...tree]
}

function rowsIn(value: unknown, depth: number, isFull: boolean): readonly DataRow[] {
  if (typeof value !== 'object' || value === null) return []
  const entries = Object.entries(value)
  const shown = isFull ? entries : entries.slice(0, mostAside)
  const rows = shown.flatMap(([name, child], index) => {
    const isOpen = isFull || (depth < openLevels && !(Array.isArray(value) && index > 0))
    return rowsOf(name, child, depth, { isOpen, isFull })
  })
  const left = entries.length - shown.length
  return left === 0 ? rows : [...rows, { depth, name: '', value: `${plural(left, 'more', 'more')}${inFull}` }]
}

const inFull = ', all of them: --full'

function rowsOf(
  name: string,
  value: unknown,
  depth: number,
  { isOpen, isFull }: { readonly isOpen: boolean; readonly isFull: boolean },
): readonly DataRow[] {
  const row = (text: string): DataRow => ({ depth, name, value: text })
  // Texts in quotes, so that "7" and 7 differ.
  if (typeof value === 'string') return [row(JSON.stringify(redactNamed(name, value)))]
  const count = typeof value === 'object' && value !== null ? Object.keys(value).length : 0
  if (count === 0) return [row(JSON.stringify(value))]
  const size = Array.isArray(value) ? plural(count, 'item') : plural(count, 'field')
  if (!isOpen) return [row(`${size}${inFull}`)]
  return [row(Array.isArray(value) ? size : ''), ...rowsIn(value, depth + 1, isFull)]
}

function piecesOf(text: string, width: number): readonly string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length || at === 0; ) {
    // Of a text of half a million characters only what can be in the next line is measured.
    const next = text.slice(at, at + 4 * width + 64)
    const piece = textWidth(next) <= width ? next : startOfText(next, width) || next.slice(0, 1)
    pieces.push(piece)
    at += Math.max(1, piece.length)
  }
  return pieces
}
