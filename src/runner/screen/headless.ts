/**
 * A terminal without a face: what was written to it, applied. The one file that knows @xterm/headless, and what of it is not in its types
 * (its version is pinned; tests/runner/screen.test.ts fails where one of these is somewhere else).
 */
import headless from '@xterm/headless'
import type { TerminalSize } from '../../core/terminals/session.ts'

export type HeadlessTerminal = headless.Terminal
export type HeadlessBuffer = headless.IBuffer
export type HeadlessLine = headless.IBufferLine

export function headlessTerminal({ columns, rows }: TerminalSize, scrollback: number): HeadlessTerminal {
  // What it has to say of a broken sequence is nothing that we can mend.
  return new headless.Terminal({ cols: columns, rows, scrollback, allowProposedApi: true, logLevel: 'off' })
}

/** How a cell looks, and how the next character will. */
export interface Attributes {
  /** Colours and flags packed: where both are the same, and nothing is extended, so is the look. */
  readonly fg: number
  readonly bg: number
  isBold(): number
  isDim(): number
  isItalic(): number
  isUnderline(): number
  isBlink(): number
  isInverse(): number
  isInvisible(): number
  isStrikethrough(): number
  isOverline(): number
  isFgDefault(): boolean
  isFgRGB(): boolean
  isFgPalette(): boolean
  getFgColor(): number
  isBgDefault(): boolean
  isBgRGB(): boolean
  isBgPalette(): boolean
  getBgColor(): number
  readonly extended?: {
    readonly underlineStyle: number
    readonly underlineColor: number
    readonly urlId: number
    readonly _ext: number
  }
}

/** A row of the usual screen, by its number however it moves; below 0: it is gone. */
export interface RowMarker {
  readonly line: number
  dispose(): void
}

/** Also while the other screen is shown: programs come back between two looks, and rows move. */
export function markRow(terminal: HeadlessTerminal, row: number): RowMarker {
  return (terminal as unknown as { readonly _core: Core })._core.buffers.normal.addMarker(row)
}

/** What the types of xterm.js keep to themselves. */
export interface HiddenState {
  readonly attributes: Attributes
  /** The last that came was a character, which one that only adds to it may follow. */
  readonly endsInCharacter: boolean
  readonly isCursorHidden: boolean
  readonly cursorStyle: 'block' | 'underline' | 'bar' | undefined
  readonly isCursorBlinking: boolean | undefined
  readonly mouseEncoding: string
  readonly charset: Charset
  readonly linkOf: (urlId: number) => { readonly id?: string | undefined; readonly uri: string } | undefined
}

/** Which of the four sets is in use, and those that are not the usual one, by their letters. */
export interface Charset {
  readonly inUse: number
  readonly sets: readonly (string | undefined)[]
}

export interface HiddenBuffer {
  readonly scrollTop: number
  readonly scrollBottom: number
  readonly savedX: number
  /** On the screen as it stands now: rows may have left at its top since. */
  readonly savedY: number
  readonly savedAttributes: Attributes
  /** By its letter, where it is not the usual one. */
  readonly savedCharset: string | undefined
}

interface Core {
  readonly buffers: { readonly normal: { addMarker(row: number): RowMarker } }
  readonly _inputHandler: {
    readonly _curAttrData: Attributes
    readonly _parser: { readonly precedingJoinState: number }
  }
  readonly coreService: {
    readonly isCursorHidden: boolean
    readonly decPrivateModes: {
      readonly cursorStyle?: HiddenState['cursorStyle']
      readonly cursorBlink?: boolean | undefined
    }
  }
  readonly coreMouseService: { readonly activeEncoding: string }
  readonly _charsetService: {
    readonly glevel: number
    readonly charset?: Readonly<Record<string, string>> | undefined
    readonly _charsets: readonly (Readonly<Record<string, string>> | undefined)[]
  }
  readonly _oscLinkService: {
    getLinkData(urlId: number): { readonly id?: string | undefined; readonly uri: string } | undefined
  }
}

export function hiddenState(terminal: HeadlessTerminal): HiddenState {
  const core = (terminal as unknown as { readonly _core: Core })._core
  const { decPrivateModes, isCursorHidden } = core.coreService
  return {
    attributes: core._inputHandler._curAttrData,
    endsInCharacter: core._inputHandler._parser.precedingJoinState !== 0,
    isCursorHidden,
    cursorStyle: decPrivateModes.cursorStyle,
    isCursorBlinking: decPrivateModes.cursorBlink,
    mouseEncoding: core.coreMouseService.activeEncoding,
    charset: charsetOf(core._charsetService),
    linkOf: (urlId) => core._oscLinkService.getLinkData(urlId),
  }
}

/** One that was restored with a cursor is in use, whatever was chosen for its place. */
function charsetOf({ glevel, charset, _charsets: chosen }: Core['_charsetService']): Charset {
  const sets = Array.from({ length: Math.max(chosen.length, glevel + 1) }, (_, index) => letterOf(chosen[index]))
  return { inUse: glevel, sets: sets.with(glevel, letterOf(charset)) }
}

/** The sets that programs use: lines, and the British one. */
const letterOf = (set: Readonly<Record<string, string>> | undefined): string | undefined =>
  set === undefined ? undefined : set['q'] === '─' ? '0' : set['#'] === '£' ? 'A' : undefined

interface CoreBuffer extends Omit<HiddenBuffer, 'savedAttributes' | 'savedCharset'> {
  /** The first row of the screen. `savedY` counts from where rows are kept, not from there. */
  readonly ybase: number
  readonly savedCurAttrData: Attributes
  readonly savedCharset?: Readonly<Record<string, string>> | undefined
}

export function hiddenBuffer(buffer: HeadlessBuffer): HiddenBuffer {
  const { savedCurAttrData, savedCharset, ...kept } = (buffer as unknown as { readonly _buffer: CoreBuffer })._buffer
  const { scrollTop, scrollBottom, savedX } = kept
  const savedY = Math.max(0, kept.savedY - kept.ybase)
  const saved = { savedAttributes: savedCurAttrData, savedCharset: letterOf(savedCharset) }
  return { scrollTop, scrollBottom, savedX, savedY, ...saved }
}
