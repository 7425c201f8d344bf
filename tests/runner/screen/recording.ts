/** What real programs wrote to their terminals, and all that can be seen of a terminal. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type headless from '@xterm/headless'

export interface Recording {
  readonly columns: number
  readonly rows: number
  readonly bytes: Buffer
}

/** tests/fixtures/terminals/<name>-<columns>x<rows>.bin.gz */
export function readRecording(name: string, columns = 80, rows = 24): Recording {
  const file = join(import.meta.dirname, '../../fixtures/terminals', `${name}-${columns}x${rows}.bin.gz`)
  return { columns, rows, bytes: gunzipSync(readFileSync(file)) }
}

/** Cell by cell, and what decides how the next bytes are read. */
export function stateOf(terminal: headless.Terminal, { withHistory }: { readonly withHistory: boolean }) {
  const { normal, alternate, active } = terminal.buffer
  const from = withHistory ? 0 : normal.baseY
  const { title: _, ...core } = hidden(terminal)
  return {
    size: [terminal.cols, terminal.rows],
    buffer: active.type,
    cursor: [active.cursorX, active.cursorY],
    modes: terminal.modes,
    ...core,
    normal: rowsOf(normal, from, terminal.cols),
    alternate: active.type === 'alternate' ? rowsOf(alternate, 0, terminal.cols) : [],
  }
}

interface Core {
  readonly _bufferService: { readonly buffer: { readonly scrollTop: number; readonly scrollBottom: number } }
  readonly _inputHandler: {
    readonly _windowTitle: string
    readonly _curAttrData: { readonly fg: number; readonly bg: number }
  }
  readonly coreService: {
    readonly isCursorHidden: boolean
    readonly decPrivateModes: { readonly cursorStyle?: string }
  }
  readonly coreMouseService: { readonly activeEncoding: string }
}

function hidden(terminal: headless.Terminal) {
  const core = (terminal as unknown as { readonly _core: Core })._core
  const buffer = core._bufferService.buffer
  const look = core._inputHandler._curAttrData
  return {
    title: core._inputHandler._windowTitle,
    region: [buffer.scrollTop, buffer.scrollBottom],
    look: [colourOf(look.fg & 0xefff_ffff), colourOf(look.bg & ~0x1000_0000)],
    isCursorHidden: core.coreService.isCursorHidden,
    mouse: core.coreMouseService.activeEncoding,
    cursorStyle: core.coreService.decPrivateModes.cursorStyle,
  }
}

function rowsOf(buffer: headless.IBuffer, from: number, columns: number): readonly string[] {
  const rows: string[] = []
  for (let y = from; y < buffer.length; y += 1) {
    const line = buffer.getLine(y)
    const cells = Array.from({ length: columns }, (_, x) => {
      const cell = line?.getCell(x) as unknown as {
        getChars(): string
        getWidth(): number
        fg: number
        bg: number
        extended: { readonly _ext: number }
      }
      const shown = cell.getChars()
      // What was never written and what was taken away look alike.
      // Whether it is a link is another matter: xterm.js says of each that it is underlined.
      const under = (cell.bg & 0x1000_0000 ? (cell.extended._ext >>> 26) & 7 : (cell.fg >>> 28) & 1) || ''
      return `${shown}|${cell.getWidth()}|${shown === '' ? '' : colourOf(cell.fg & 0xefff_ffff)}|${colourOf(cell.bg & (shown === '' ? 0x03ff_ffff : 0xefff_ffff))}|${shown === '' ? '' : under}`
    })
    // Whether the first of them goes on from one that is not there can't be seen.
    rows.push(`${line?.isWrapped && y > from ? '↩' : ' '}${cells.join(' ')}`)
  }
  return rows
}

/** Of a colour of the palette xterm.js leaves what was there before in bits that mean nothing. */
function colourOf(packed: number): string {
  const isPalette = [1, 2].includes((packed >>> 24) & 3)
  return ((isPalette ? packed & ~0x00ff_ff00 : packed) >>> 0).toString(16)
}
