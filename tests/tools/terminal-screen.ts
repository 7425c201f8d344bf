/** A terminal's screen as a person would read it: what a program wrote, applied cell by cell. As much of ECMA-48 as TCE's screens use. */
import { textWidth } from '../../src/terminal/text-width.ts'

export interface TerminalScreen {
  write(text: string): void
  resize(columns: number, rows: number): void
  /** The rows of the screen that is shown, without the blanks at their ends. */
  lines(): readonly string[]
  text(): string
  readonly isAlternate: boolean
  readonly isCursorShown: boolean
  /** Sequences that were not understood: a test should find none. */
  readonly unknown: readonly string[]
}

interface Buffer {
  cells: string[][]
  row: number
  column: number
}

const sequence =
  /\u001b\[([?>=]?)([\d;]*)([ -/]*)([@-~])|\u001b\]([^\u0007\u001b]*)(?:\u0007|\u001b\\)|\u001b([=>78cM])/y

export function createTerminalScreen(columns: number, rows: number): TerminalScreen {
  const empty = (): Buffer => ({ cells: Array.from({ length: rows }, () => []), row: 0, column: 0 })
  const primary = empty()
  let alternate = empty()
  let isAlternate = false
  let isCursorShown = true
  let pending = ''
  const unknown: string[] = []
  const here = () => (isAlternate ? alternate : primary)
  const rowOf = (at: Buffer) => (at.cells[at.row] ??= [])

  const lineFeed = (at: Buffer) => {
    if (at.row < rows - 1) at.row += 1
    else {
      at.cells.shift()
      at.cells.push([])
    }
  }

  const put = (character: string) => {
    const at = here()
    const width = textWidth(character)
    if (width === 0) {
      const row = rowOf(at)
      if (at.column > 0) row[at.column - 1] = (row[at.column - 1] ?? ' ') + character
      return
    }
    if (at.column + width > columns) {
      at.column = 0
      lineFeed(at)
    }
    const row = rowOf(at)
    while (row.length < at.column) row.push(' ')
    row[at.column] = character
    if (width === 2) row[at.column + 1] = ''
    at.column += width
  }

  const control = (mark: string, parameters: string, final: string, whole: string) => {
    const at = here()
    const numbers = parameters.split(';').map(Number)
    const count = Math.max(1, numbers[0] ?? 1)
    const row = rowOf(at)
    if (mark === '?') {
      const isOn = final === 'h'
      if (final !== 'h' && final !== 'l') unknown.push(whole)
      else if (numbers[0] === 1049) {
        isAlternate = isOn
        if (isOn) alternate = empty()
      } else if (numbers[0] === 25) isCursorShown = isOn
      else if (![2004, 2026, 7].includes(numbers[0] ?? 0)) unknown.push(whole)
      return
    }
    switch (final) {
      case 'm':
        return
      case 'A':
        at.row = Math.max(0, at.row - count)
        return
      case 'B':
        at.row = Math.min(rows - 1, at.row + count)
        return
      case 'C':
        at.column = Math.min(columns - 1, at.column + count)
        return
      case 'D':
        at.column = Math.max(0, at.column - count)
        return
      case 'E':
        at.row = Math.min(rows - 1, at.row + count)
        at.column = 0
        return
      case 'G':
        at.column = Math.min(columns, count) - 1
        return
      case 'H':
        at.row = Math.min(rows, count) - 1
        at.column = Math.min(columns, Math.max(1, numbers[1] ?? 1)) - 1
        return
      case 'J':
        row.length = Math.min(row.length, (numbers[0] ?? 0) === 2 ? 0 : at.column)
        for (let index = (numbers[0] ?? 0) === 2 ? 0 : at.row + 1; index < rows; index += 1) at.cells[index] = []
        return
      case 'K':
        if ((numbers[0] ?? 0) === 0) row.length = Math.min(row.length, at.column)
        else if (numbers[0] === 2) row.length = 0
        else row.fill(' ', 0, at.column + 1)
        return
      default:
        unknown.push(whole)
    }
  }

  return {
    write(text) {
      const all = pending + text
      pending = ''
      let index = 0
      while (index < all.length) {
        const character = String.fromCodePoint(all.codePointAt(index) ?? 32)
        if (character === '\u001b') {
          sequence.lastIndex = index
          const found = sequence.exec(all)
          if (found === null) {
            if (all.length - index < 40) {
              pending = all.slice(index)
              return
            }
            unknown.push(JSON.stringify(all.slice(index, index + 12)))
            index += 1
            continue
          }
          if (found[4] !== undefined) control(found[1] ?? '', found[2] ?? '', found[4], JSON.stringify(found[0]))
          index += found[0].length
          continue
        }
        if (character === '\n') lineFeed(here())
        else if (character === '\r') here().column = 0
        else if (character >= ' ') put(character)
        index += character.length
      }
    },
    /** As xterm does on its alternate screen: what is beyond the new edge is cut. */
    resize(newColumns, newRows) {
      columns = newColumns
      for (const at of [primary, alternate]) {
        const gone = Math.max(0, at.row - newRows + 1)
        at.cells.splice(0, gone)
        at.row -= gone
        while (at.cells.length < newRows) at.cells.push([])
        at.cells.length = newRows
        for (const row of at.cells) row.length = Math.min(row.length, newColumns)
        at.column = Math.min(at.column, newColumns - 1)
      }
      rows = newRows
    },
    lines: () =>
      here().cells.map((row) =>
        Array.from(row, (cell) => cell ?? ' ')
          .join('')
          .trimEnd(),
      ),
    text() {
      return this.lines().join('\n')
    },
    get isAlternate() {
      return isAlternate
    },
    get isCursorShown() {
      return isCursorShown
    },
    unknown,
  }
}
