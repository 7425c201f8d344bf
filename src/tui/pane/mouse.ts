/**
 * The mouse of whoever looks, told to a program in a pane as that wants to be told: by the cell of its own screen, in its own form. What happens
 * outside of the pane is no matter of the program's. Pure.
 */
import type { TerminalSize } from '../../core/terminals/session.ts'
import type { ViewedMouse } from '../../runner/screen/viewed-screen.ts'
import type { PanePlace } from './pane-painter.ts'

/** As the terminal tells it in the form SGR (1006): cells from 1, of the whole window. */
export interface MouseEvent {
  /** With what is held beside it, and 32 for a move, 64 for the wheel. */
  readonly button: number
  readonly x: number
  readonly y: number
  readonly isRelease: boolean
}

export const mouseSequence = /^\u001b\[<(\d{1,4});(\d{1,5});(\d{1,5})([Mm])/
/** The beginning of one, at the end of what was read. */
export const halfMouseSequence = /\u001b\[<[\d;]{0,16}$/

export function mouseEventOf([, button, x, y, end]: RegExpExecArray): MouseEvent {
  return { button: Number(button), x: Number(x), y: Number(y), isRelease: end === 'm' }
}

interface Shown {
  readonly pane: PanePlace
  readonly size: TerminalSize
  /** Rows of its screen that stand above the pane. */
  readonly above: number
}

const [moves, wheel] = [32, 64]

/** Undefined: the program does not want to know, or it was not in its pane. */
export function mouseBytes(event: MouseEvent, mouse: ViewedMouse, { pane, size, above }: Shown): Buffer | undefined {
  const { button, isRelease } = event
  const isMove = (button & moves) !== 0
  if (mouse.wants === 'none' || mouse.form === 'pixels') return undefined
  if (mouse.wants === 'presses' && (isRelease || isMove || (button & wheel) !== 0)) return undefined
  const [x, y] = [event.x - 1 - pane.x, event.y - 1 - pane.y]
  const [columns, rows] = [Math.min(pane.columns, size.columns), Math.min(pane.rows, size.rows - above)]
  const isInside = x >= 0 && y >= 0 && x < columns && y < rows
  // Whoever began to drag in it ends in it: else its button would stay pressed.
  if (!isInside && !isRelease && !isMove) return undefined
  const cell = { x: within(x, columns) + 1, y: within(y, rows) + above + 1 }
  if (mouse.form === 'sgr') return Buffer.from(`\u001b[<${button};${cell.x};${cell.y}${isRelease ? 'm' : 'M'}`)
  // The oldest form: each number is a byte, and which button was let go is not said.
  if (cell.x > 223 || cell.y > 223) return undefined
  const told = isRelease ? button | 3 : button
  return Buffer.from([0x1b, 0x5b, 0x4d, told + 32, cell.x + 32, cell.y + 32])
}

const within = (at: number, count: number): number => Math.max(0, Math.min(count - 1, at))

/** What the own terminal has to be told, to tell as much and no more. */
export function mouseModes({ wants, form }: ViewedMouse): readonly number[] {
  if (wants === 'none' || form === 'pixels') return []
  return [{ presses: 1000, buttons: 1000, drags: 1002, all: 1003 }[wants], 1006]
}
