/** A session as whoever looks at it sees it: what it wrote, applied to a terminal of its size, to be drawn into a pane of another one. */
import type { TerminalSize } from '../../core/terminals/session.ts'
import type { TerminalViewer } from '../terminals.ts'
import { headlessTerminal, hiddenState } from './headless.ts'
import { paneRow } from './pane-row.ts'

export interface ViewedScreen {
  readonly viewer: Pick<TerminalViewer, 'output' | 'picture' | 'resized'>
  readonly size: TerminalSize
  /** How far a pane of so many rows can be scrolled; not at all while a program has the other screen. */
  mostScrolled(paneRows: number): number
  /** What a pane of that size shows, each row exactly as wide as it. `scrolled`: so many rows further up. */
  show(pane: TerminalSize, scrolled: number): PaneView
  readonly modes: ViewedModes
  /** Rows of its screen that stand above a pane of so many rows. */
  above(paneRows: number): number
  /** Rows with this text, in any case, as how far one has to scroll to have them at the top of a pane of so many rows; nearest first. */
  find(text: string, paneRows: number): readonly number[]
  dispose(): void
}

export interface PaneView {
  readonly rows: readonly string[]
  /** In the pane; undefined: hidden, or not in it. */
  readonly cursor?: { readonly x: number; readonly y: number } | undefined
}

/** What its program wants to be told by the keyboard of whoever types. */
export interface ViewedModes {
  readonly bracketedPaste: boolean
  readonly applicationCursor: boolean
  readonly applicationKeypad: boolean
  readonly mouse: ViewedMouse
}

export interface ViewedMouse {
  /** `buttons`: pressed, let go, and the wheel; `drags`: also moves with one held; `all`: every move. */
  readonly wants: 'none' | 'presses' | 'buttons' | 'drags' | 'all'
  readonly form: 'bytes' | 'sgr' | 'pixels'
}

const wantsOf = { none: 'none', x10: 'presses', vt200: 'buttons', drag: 'drags', any: 'all' } as const

const keptRows = 1_000

/** `changed` comes when something was applied: several rows at once, never half of a picture. */
export function createViewedScreen(changed: () => void): ViewedScreen {
  const terminal = headlessTerminal({ columns: 80, rows: 24 }, keptRows)
  let isDisposed = false
  const write = (bytes: Uint8Array) =>
    new Promise<void>((resolve) => {
      terminal.write(bytes, () => {
        resolve()
        if (!isDisposed) changed()
      })
    })
  /** In its turn: what was written before is read in the old size. */
  const inTurn = (act: () => void) =>
    terminal.write('', () => {
      if (!isDisposed) act()
    })

  const restingTop = (paneRows: number) => {
    const { baseY: above, cursorY: cursorRow } = terminal.buffer.active
    return topRow({ rows: terminal.rows, above, cursorRow }, paneRows)
  }

  return {
    viewer: {
      output: write,
      picture({ bytes, size }) {
        inTurn(() => {
          terminal.reset()
          terminal.resize(size.columns, size.rows)
        })
        return write(bytes)
      },
      resized: ({ columns, rows }) =>
        inTurn(() => {
          terminal.resize(columns, rows)
          changed()
        }),
    },
    get size() {
      return { columns: terminal.cols, rows: terminal.rows }
    },
    mostScrolled: (paneRows) => restingTop(paneRows),
    show(pane, scrolled) {
      const { active } = terminal.buffer
      const top = Math.max(0, restingTop(pane.rows) - scrolled)
      const rows = Array.from({ length: pane.rows }, (_, row) =>
        paneRow(top + row < active.length ? active.getLine(top + row) : undefined, pane.columns),
      )
      const cursor = { x: Math.min(active.cursorX, terminal.cols - 1), y: active.baseY + active.cursorY - top }
      const isSeen = cursor.x < pane.columns && cursor.y >= 0 && cursor.y < pane.rows
      return { rows, cursor: isSeen && scrolled === 0 && !hiddenState(terminal).isCursorHidden ? cursor : undefined }
    },
    get modes() {
      const { bracketedPasteMode, applicationCursorKeysMode, applicationKeypadMode, mouseTrackingMode } = terminal.modes
      return {
        bracketedPaste: bracketedPasteMode,
        applicationCursor: applicationCursorKeysMode,
        applicationKeypad: applicationKeypadMode,
        mouse: { wants: wantsOf[mouseTrackingMode], form: formOf(hiddenState(terminal).mouseEncoding) },
      }
    },
    above: (paneRows) => restingTop(paneRows) - terminal.buffer.active.baseY,
    find(text, paneRows) {
      const wanted = text.toLowerCase()
      const { active } = terminal.buffer
      const rest = restingTop(paneRows)
      const found: number[] = []
      for (let row = rest - 1; row >= 0 && wanted !== ''; row -= 1)
        if ((active.getLine(row)?.translateToString(true) ?? '').toLowerCase().includes(wanted)) found.push(rest - row)
      return found
    },
    dispose() {
      isDisposed = true
      terminal.dispose()
    },
  }
}

const formOf = (encoding: string): ViewedMouse['form'] =>
  encoding === 'SGR' ? 'sgr' : encoding === 'SGR_PIXELS' ? 'pixels' : 'bytes'

/**
 * The first row of a pane, counted from the first that is kept. A pane that is lower than the screen shows its end, or further up where the
 * cursor is. Pure.
 */
export function topRow(
  screen: { readonly rows: number; readonly above: number; readonly cursorRow: number },
  paneRows: number,
): number {
  const { rows, above, cursorRow } = screen
  const lowest = Math.min(rows - 1, cursorRow + shownBelowCursor)
  const shift = Math.min(cursorRow, Math.max(0, lowest - paneRows + 1))
  return above + shift
}

/** What a program draws below its cursor: the lower edge of its box, its hints. */
const shownBelowCursor = 4
