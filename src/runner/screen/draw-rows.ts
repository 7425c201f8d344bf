/** Rows of a terminal as the text that draws them anew: written to an empty terminal of the same width, the same rows stand in it. */
import { attributeSequence, linkSequence, sequenceOfEach } from './attributes.ts'
import type { Attributes, HeadlessBuffer, HeadlessLine, HiddenState } from './headless.ts'

export interface RowRange {
  readonly from: number
  /** Not included. */
  readonly to: number
  /**
   * The rows before `from` are drawn: the end of the last of them comes first. It is not drawn with that row, since it depends on how the
   * next one begins, which may be on the screen still and change.
   */
  readonly continues: boolean
}

export interface DrawOptions {
  readonly columns: number
  readonly linkOf: HiddenState['linkOf']
}

const plain = '\u001b[0m'

export function drawRows(buffer: HeadlessBuffer, { from, to, continues }: RowRange, options: DrawOptions): string {
  let text = ''
  let before = continues ? drawnBefore(buffer, from, options) : undefined
  for (let row = from; row < to; row += 1) {
    const line = buffer.getLine(row)
    if (line === undefined) continue
    if (before !== undefined) text += line.isWrapped ? wrapTo(line, before, options) : '\r\n'
    before = drawRow(line, options)
    text += before.text
  }
  return text
}

function drawnBefore(buffer: HeadlessBuffer, row: number, options: DrawOptions): DrawnRow | undefined {
  const line = buffer.getLine(row - 1)
  return line && drawRow(line, options)
}

interface DrawnRow {
  readonly line: HeadlessLine
  readonly text: string
  /** Cells at its end into which nothing was ever written. */
  readonly emptyCells: number
}

/** Ends plain, so that what scrolls in is plain too. */
function drawRow(line: HeadlessLine, { columns, linkOf }: DrawOptions): DrawnRow {
  let text = ''
  let look = plain
  let link = 0
  let empty = 0
  let emptyLook = plain
  const lookOf = sequenceOfEach()
  const skip = () => {
    if (empty === 0) return
    // Its background can't be written as text without becoming one.
    if (emptyLook !== plain) text += `${change(emptyLook)}\u001b[${empty}X`
    text += `\u001b[${empty}C`
    empty = 0
  }
  const change = (to: string): string => {
    if (to === look) return ''
    look = to
    return to
  }
  for (let x = 0; x < columns; x += 1) {
    const cell = line.getCell(x)
    if (cell === undefined || cell.getWidth() === 0) continue
    const cellLook = lookOf(cell as unknown as Attributes)
    const chars = cell.getChars()
    if (chars === '') {
      if (empty > 0 && cellLook !== emptyLook) skip()
      emptyLook = cellLook
      empty += 1
      continue
    }
    skip()
    const urlId = (cell as unknown as Attributes).extended?.urlId ?? 0
    if (urlId !== link) text += linkSequence(urlId, linkOf)
    link = urlId
    text += change(cellLook) + chars
  }
  const emptyCells = empty
  if (empty > 0 && emptyLook !== plain) text += `${change(emptyLook)}\u001b[${empty}X`
  if (link !== 0) text += linkSequence(0, linkOf)
  return { line, text: text + change(plain), emptyCells }
}

/**
 * A row that goes on in the next one does so for a terminal only if a character was written behind its end. Where one will be by
 * itself, nothing is needed; else one is written, and taken away with what had to be filled to get there.
 */
function wrapTo(next: HeadlessLine, { line, emptyCells }: DrawnRow, { columns }: DrawOptions): string {
  const first = next.getCell(0)
  // A row that scrolls in is as coloured as what makes it: then by a character that is not.
  if (emptyCells === 0 && first !== undefined && first.getChars() !== '' && first.isBgDefault()) return ''
  const fill = '-'.repeat(emptyCells)
  const back = emptyCells === 0 ? '' : `\u001b[A\u001b[${columns - emptyCells + 1}G${emptied(line, emptyCells)}\u001b[B`
  return `${fill}-\u001b[D\u001b[X${back}\r`
}

function emptied(line: HeadlessLine, cells: number): string {
  const cell = line.getCell(line.length - 1)
  const look = cell === undefined ? plain : attributeSequence(cell as unknown as Attributes)
  return `${look}\u001b[${cells}X${plain}`
}
