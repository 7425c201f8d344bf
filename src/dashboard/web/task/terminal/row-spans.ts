/** One row of a terminal as pieces of text that look alike, for rows that are drawn without a canvas. Pure. */

/** What of a cell is needed: of xterm's own. */
export interface RowCell {
  getWidth(): number
  getChars(): string
  getFgColor(): number
  getBgColor(): number
  isFgRGB(): boolean
  isBgRGB(): boolean
  isFgDefault(): boolean
  isBgDefault(): boolean
  isBold(): number
  isDim(): number
  isItalic(): number
  isUnderline(): number
  isInverse(): number
  isInvisible(): number
  isStrikethrough(): number
}

export interface RowLine {
  readonly length: number
  getCell(x: number, cell?: RowCell): RowCell | undefined
}

export interface RowSpan {
  readonly text: string
  /** Classes, with a blank between; '' where there is nothing to say. */
  readonly look: string
}

export type ColourKind = 'f' | 'g' | 'b'

export interface RowOptions {
  readonly columns: number
  /** Where the cursor stands in this row, and how it looks. */
  readonly cursor?: { readonly x: number; readonly look: string } | undefined
  /** From column to column, the last not included. */
  readonly selected?: readonly [number, number] | undefined
  /** The class of a colour that is none of the sixteen; `g`: of letters on the terminal's own ground. */
  readonly colour: (kind: ColourKind, rgb: number) => string
}

/** Six steps of each of three colours, and 24 greys, as xterm has them. */
export function paletteRgb(index: number): number {
  if (index >= 232) {
    const grey = (index - 232) * 10 + 8
    return (grey << 16) | (grey << 8) | grey
  }
  const step = (part: number) => (part === 0 ? 0 : part * 40 + 55)
  const at = index - 16
  return (step(Math.floor(at / 36)) << 16) | (step(Math.floor(at / 6) % 6) << 8) | step(at % 6)
}

export function rowSpans(line: RowLine | undefined, options: RowOptions): readonly RowSpan[] {
  const { columns, cursor, selected } = options
  const spans: { text: string; look: string }[] = []
  let cell: RowCell | undefined
  for (let x = 0; x < columns; x += 1) {
    cell = line?.getCell(x, cell)
    const width = cell?.getWidth() ?? 1
    // The right half of a wide one.
    if (width === 0) continue
    const isHidden = (cell?.isInvisible() ?? 0) !== 0
    const text = isHidden ? ' '.repeat(width) : cell?.getChars() || ' '
    let look = cell === undefined ? '' : lookOf(cell, options)
    if (width === 2) look += ' tw'
    if (selected !== undefined && x >= selected[0] && x < selected[1]) look += ' ts'
    if (cursor?.x === x) look += ` ${cursor.look}`
    const last = spans.at(-1)
    // A wide one stands alone: its place is two cells, whatever its font makes of it.
    if (last !== undefined && last.look === look && width !== 2) last.text += text
    else spans.push({ text, look })
  }
  return withoutEnd(spans).map(({ text, look }) => ({ text, look: look.trim() }))
}

/** Blanks that nobody sees. */
function withoutEnd(
  spans: { text: string; look: string }[],
): readonly { readonly text: string; readonly look: string }[] {
  const last = spans.at(-1)
  if (last === undefined || last.look !== '') return spans
  const text = last.text.replace(/ +$/, '')
  return text === '' ? spans.slice(0, -1) : [...spans.slice(0, -1), { text, look: '' }]
}

function lookOf(cell: RowCell, { colour }: RowOptions): string {
  const front = cell.isFgDefault() ? undefined : colourOf(cell.getFgColor(), cell.isFgRGB())
  const back = cell.isBgDefault() ? undefined : colourOf(cell.getBgColor(), cell.isBgRGB())
  let look = ''
  if (cell.isInverse() !== 0) {
    look += ` ${back === undefined ? 'tfi' : named('f', back)} ${front === undefined ? 'tbi' : named('b', front)}`
  } else {
    if (front !== undefined) look += ` ${named(back === undefined ? 'g' : 'f', front)}`
    if (back !== undefined) look += ` ${named('b', back)}`
  }
  if (cell.isBold() !== 0) look += ' t-bold'
  if (cell.isDim() !== 0) look += ' t-dim'
  if (cell.isItalic() !== 0) look += ' t-it'
  if (cell.isUnderline() !== 0) look += ' t-u'
  if (cell.isStrikethrough() !== 0) look += ' t-s'
  return look

  function named(kind: ColourKind, { index, rgb }: Colour): string {
    return index === undefined ? colour(kind, rgb) : `t${kind === 'b' ? 'b' : 'f'}${index}`
  }
}

interface Colour {
  /** One of the sixteen, which the theme says. */
  readonly index?: number
  readonly rgb: number
}

function colourOf(value: number, isRgb: boolean): Colour {
  if (isRgb) return { rgb: value }
  return value < 16 ? { index: value, rgb: 0 } : { rgb: paletteRgb(value) }
}
