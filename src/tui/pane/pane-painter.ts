/** A pane of the screen that somebody else's terminal is shown in: its rows as text that draws them in their place, those alone that changed. */

export interface PanePlace {
  /** Of its first cell, from 0. */
  readonly x: number
  readonly y: number
  readonly columns: number
  readonly rows: number
}

export interface PaneContent {
  /** Each exactly as wide as the pane. */
  readonly rows: readonly string[]
  /** Where its cursor is to be seen. */
  readonly cursor?: { readonly x: number; readonly y: number } | undefined
}

export interface PanePainter {
  readonly isShown: boolean
  /** Here from now on, or nowhere. */
  place(place: PanePlace | undefined, content: () => PaneContent): void
  /** Whatever was drawn there is lost: the terminal was cleared, or has another size. */
  forget(): void
  /** What empties the place that it was in; '': nothing is to be emptied. Comes before whatever is drawn there now. */
  leave(): string
  /** What has to be written; '': nothing. `isOver`: somebody may have drawn over all of it. */
  draw(isOver: boolean): string
}

export function createPanePainter(): PanePainter {
  let place: PanePlace | undefined
  let content: () => PaneContent = () => ({ rows: [] })
  let drawn: readonly string[] = []
  let drawnCursor = ''
  let left: PanePlace | undefined

  return {
    get isShown() {
      return place !== undefined || left !== undefined
    },
    place(next, from) {
      content = from
      if (isSamePlace(place, next)) return
      // Two moves before a draw: what stands there is in the first place.
      left ??= drawn.length > 0 ? place : undefined
      place = next
      drawn = []
    },
    forget() {
      drawn = []
      left = undefined
    },
    leave() {
      const emptied = left === undefined ? '' : emptyText(left)
      left = undefined
      return emptied
    },
    draw(isOver) {
      if (place === undefined) {
        drawnCursor = ''
        return ''
      }
      const { rows, cursor } = content()
      const { x, y } = place
      let text = ''
      for (const [row, cells] of rows.slice(0, place.rows).entries())
        if (isOver || drawn[row] !== cells) text += `${at(x, y + row)}${cells}`
      drawn = rows
      const cursorText = cursor === undefined ? '' : `${at(x + cursor.x, y + cursor.y)}\u001b[?25h`
      if (text === '' && cursorText === drawnCursor) return ''
      drawnCursor = cursorText
      return text + (cursorText === '' ? '\u001b[0m' : cursorText)
    },
  }
}

const isSamePlace = (a: PanePlace | undefined, b: PanePlace | undefined): boolean =>
  a === b ||
  (a !== undefined && b !== undefined && a.x === b.x && a.y === b.y && a.columns === b.columns && a.rows === b.rows)

const at = (x: number, y: number): string => `\u001b[${y + 1};${x + 1}H`

const emptyText = ({ x, y, columns, rows }: PanePlace): string =>
  Array.from({ length: rows }, (_, row) => `${at(x, y + row)}\u001b[0m${' '.repeat(columns)}`).join('')
