/** Rows of spans to aligned lines; all widths are cells. Pure. */
import type { Line, Look, Span } from './roles.ts'
import { emptyLine, lineText, span } from './roles.ts'
import { startOfText, textWidth } from './text-width.ts'

export interface Column {
  /** Nothing for a table without a head. */
  readonly head?: string | undefined
  readonly width: number
  readonly align?: 'left' | 'right' | undefined
  /** Blanks before it; the first column of a table has none. */
  readonly gap: number
}

/** One line per row, under a dim head if the columns have one. Cells too wide for their column are cut with `ellipsis`. */
export function table(columns: readonly Column[], rows: readonly (readonly Line[])[], ellipsis = '…'): readonly Line[] {
  const head = columns.some((column) => column.head !== undefined)
    ? [tableRow(columns, columns.map(headCell), ellipsis)]
    : []
  return [...head, ...rows.map((cells) => tableRow(columns, cells, ellipsis))]
}

/** A list whose columns are as wide as what is in them; the first gives way where that is too much. */
export function fittedTable(
  heads: readonly Pick<Column, 'head' | 'align'>[],
  rows: readonly (readonly Line[])[],
  { columns, glyphs }: Look,
): readonly Line[] {
  const [first = 0, ...others] = heads.map(({ head }, column) =>
    fittingWidth(
      rows.map((cells) => cells[column] ?? emptyLine),
      head,
    ),
  )
  const room = columns - others.reduce((sum, width) => sum + width + 2, 0)
  const widths = [Math.min(first, Math.max(8, room)), ...others]
  return table(
    heads.map((head, column) => ({ ...head, width: widths[column] ?? 0, gap: column === 0 ? 0 : 2 })),
    rows,
    glyphs.ellipsis,
  )
}

const headCell = ({ head }: Column): Line => [span(head ?? '', 'dim')]

function tableRow(columns: readonly Column[], cells: readonly Line[], ellipsis: string): Line {
  return columns.flatMap((column, index) => [
    span(' '.repeat(column.gap)),
    ...alignCell(truncateLine(cells[index] ?? emptyLine, column.width, ellipsis), column),
  ])
}

function alignCell(cell: Line, { width, align }: Column): Line {
  const padding = span(' '.repeat(Math.max(0, width - lineWidth(cell))))
  return align === 'right' ? [padding, ...cell] : [...cell, padding]
}

export const lineWidth = (spans: Line): number => textWidth(lineText(spans))

/** What a table of these columns is wide. */
export const tableWidth = (columns: readonly Column[]): number =>
  columns.reduce((sum, { gap, width }) => sum + gap + width, 0)

/** The width a column needs for its widest cell, its head included. */
export const fittingWidth = (cells: readonly Line[], head = ''): number =>
  Math.max(textWidth(head), ...cells.map(lineWidth))

/** Cut at the end to `width` cells; the ellipsis takes the role of the text it ends. */
export function truncateLine(spans: Line, width: number, ellipsis = '…'): Line {
  if (lineWidth(spans) <= width) return spans
  const kept: Span[] = []
  let room = width - ellipsis.length
  for (const piece of spans) {
    const text = startOfText(piece.text, room)
    kept.push(span(text, piece.role))
    room -= textWidth(text)
    if (text.length < piece.text.length) break
  }
  return endWith(ellipsis, kept, width)
}

function endWith(ellipsis: string, spans: readonly Span[], width: number): Line {
  const last = spans.at(-1)
  if (last === undefined) return [span(ellipsis.slice(0, Math.max(0, width)))]
  const text = last.text.trimEnd()
  return text === ''
    ? endWith(ellipsis, spans.slice(0, -1), width)
    : [...spans.slice(0, -1), span(text + ellipsis, last.role)]
}

/** Left and right on one line of `width`; the right part is left out where it does not fit with two blanks between. */
export function spread(left: Line, right: Line, width: number): Line {
  const room = width - lineWidth(left) - lineWidth(right)
  return room < 2 || lineWidth(right) === 0 ? left : [...left, span(' '.repeat(room)), ...right]
}
