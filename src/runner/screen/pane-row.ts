/** A row of a terminal as text that fills a row of a pane: so many cells, no more and no less, whatever stood there before. */
import { printable } from '../../core/words/text.ts'
import { sequenceOfEach } from './attributes.ts'
import type { Attributes, HeadlessLine } from './headless.ts'

const plain = '\u001b[0m'

/** Begins and ends plain. What is wider than the pane is cut; half of a wide character is a blank. */
export function paneRow(line: HeadlessLine | undefined, columns: number): string {
  let text = ''
  let look = plain
  const lookOf = sequenceOfEach()
  for (let x = 0; x < columns; x += 1) {
    const cell = line?.getCell(x)
    if (cell?.getWidth() === 0) continue
    const wanted = cell === undefined ? plain : lookOf(cell as unknown as Attributes)
    if (wanted !== look) text += wanted
    look = wanted
    const fits = cell !== undefined && x + cell.getWidth() <= columns
    text += (fits && printable(cell.getChars())) || ' '
  }
  return look === plain ? text : text + plain
}
