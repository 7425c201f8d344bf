/**
 * All that a terminal shows and knows, as the text that brings an empty one of the same size there. What @xterm/addon-serialize 0.14
 * leaves out is in it: bold beside dim, kinds and colours of underlines, links, the scroll region, the saved cursor, a line that is just
 * full, a cursor that is hidden or a bar, how the mouse is told, keyboards, the title.
 */
import { attributeSequence, linkSequence, sequenceBesideUnderline, underlineOf } from './attributes.ts'
import { drawRows } from './draw-rows.ts'
import type { Attributes, HeadlessBuffer, HeadlessTerminal } from './headless.ts'
import { hiddenBuffer, hiddenState } from './headless.ts'
import type { NotedModes } from './modes.ts'

/** Before a picture: who draws it may have stopped within a sequence, which xterm.js does not forget when it is reset. */
export const breakOff = '\u0018'

export interface Snapshot {
  /** Rows of the usual screen from this one on. 0: all that is kept. */
  readonly fromRow: number
  /** Those before were drawn already. */
  readonly continues: boolean
}

export function snapshotText(terminal: HeadlessTerminal, modes: NotedModes, { fromRow, continues }: Snapshot): string {
  const { normal, alternate, active } = terminal.buffer
  const { cols: columns, rows } = terminal
  const { linkOf } = hiddenState(terminal)
  let text = drawRows(normal, { from: fromRow, to: normal.length, continues }, { columns, linkOf })
  if (active.type === 'alternate') {
    // Who leaves it comes back to the usual one as that was left: without the saving that 1049 does.
    text += `${keptBesideText(terminal, normal)}${place(normal)}\u001b[?1047h\u001b[0m\u001b[H`
    text += drawRows(alternate, { from: 0, to: rows, continues: false }, { columns, linkOf })
  }
  return text + stateText(terminal, modes, active)
}

const place = ({ cursorX, cursorY }: { readonly cursorX: number; readonly cursorY: number }): string =>
  `\u001b[${cursorY + 1};${cursorX + 1}H`

/** What each of the two screens keeps for itself: where its cursor was saved, how text looked there, and the part that scrolls. */
function keptBesideText({ rows }: HeadlessTerminal, buffer: HeadlessBuffer): string {
  const { scrollTop, scrollBottom, savedX, savedY, savedAttributes, savedCharset } = hiddenBuffer(buffer)
  const [look, after] = savedLook(savedAttributes)
  const isSaved = savedX !== 0 || savedY !== 0 || savedCharset !== undefined || look !== '\u001b[0m'
  const [set, unset] = savedCharset === undefined ? ['', ''] : [`\u001b(${savedCharset}`, '\u001b(B']
  const at = place({ cursorX: savedX, cursorY: savedY })
  const saved = isSaved ? `${at}${look}${set}\u001b7${after}${unset}\u001b[0m` : ''
  const isWhole = scrollTop === 0 && scrollBottom === rows - 1
  return `${saved}${isWhole ? '' : `\u001b[${scrollTop + 1};${scrollBottom + 1}r`}`
}

const [someLink, noLink] = ['\u001b]8;;about:blank\u001b\\', '\u001b]8;;\u001b\\']

/** Before the cursor is saved, and behind it: of an underline its flags are saved and nothing else, each by what would set it. */
function savedLook(saved: Attributes): readonly [before: string, after: string] {
  const { isFlagged, isExtended } = underlineOf(saved)
  const look = attributeSequence(saved, isFlagged ? 1 : 0)
  if (isFlagged === isExtended) return [look, '']
  // Within a link, not underlined; or once underlined, and after a link no more beside it.
  return isExtended ? [someLink + look, noLink] : [`${look}\u001b7\u001b[0m\u001b8${someLink}${noLink}`, '']
}

/**
 * What is written next, where its underline is as it came back with a saved cursor and no sequence says it: by bringing back the one that is
 * saved. Undefined: it is as any; or it came back with another cursor, and then it looks as it does now.
 */
function restoredLook(terminal: HeadlessTerminal, active: HeadlessBuffer): string | undefined {
  const { attributes, linkOf } = hiddenState(terminal)
  const { savedAttributes, savedCharset } = hiddenBuffer(active)
  const [now, saved] = [underlineOf(attributes), underlineOf(savedAttributes)]
  const isShown = now.isExtended ? now.style > 0 : now.isFlagged
  if (now.isFlagged === now.style > 0 && isShown === now.style > 0) return undefined
  if (now.isFlagged !== saved.isFlagged) return undefined
  const link = linkSequence(attributes.extended?.urlId ?? 0, linkOf)
  const again = now.isExtended === saved.isExtended ? '' : link
  const unset = savedCharset === undefined ? '' : '\u001b(B'
  return `${link}${attributeSequence(attributes, now.style)}\u001b8${unset}${again}${sequenceBesideUnderline(attributes)}`
}

function stateText(terminal: HeadlessTerminal, noted: NotedModes, active: HeadlessBuffer): string {
  const { modes } = terminal
  const hidden = hiddenState(terminal)
  const restored = restoredLook(terminal, active)
  let text = keptBesideText(terminal, active) + (restored ?? '')
  for (const [index, letter] of hidden.charset.sets.entries())
    if (letter !== undefined) text += `\u001b${'()*+'[index] ?? '('}${letter}`
  if (hidden.charset.inUse === 1) text += '\u000e'
  const on = (isOn: boolean, sequence: string) => {
    if (isOn) text += sequence
  }
  on(modes.applicationCursorKeysMode, '\u001b[?1h')
  on(modes.applicationKeypadMode, '\u001b=')
  on(modes.bracketedPasteMode, '\u001b[?2004h')
  on(modes.originMode, '\u001b[?6h')
  on(modes.reverseWraparoundMode, '\u001b[?45h')
  on(modes.sendFocusMode, '\u001b[?1004h')
  text += { none: '', x10: '\u001b[?9h', vt200: '\u001b[?1000h', drag: '\u001b[?1002h', any: '\u001b[?1003h' }[
    modes.mouseTrackingMode
  ]
  on(hidden.mouseEncoding === 'SGR', '\u001b[?1006h')
  on(hidden.mouseEncoding === 'SGR_PIXELS', '\u001b[?1016h')
  // Also that it is seen: a reset of xterm.js leaves it hidden.
  text += hidden.isCursorHidden ? '\u001b[?25l' : '\u001b[?25h'
  text += cursorStyle(hidden.cursorStyle, hidden.isCursorBlinking)
  for (const flags of noted.keyboard) text += `\u001b[>${flags}u`
  on(noted.otherKeys !== 0, `\u001b[>4;${noted.otherKeys}m`)
  for (const mode of noted.isOn) text += `\u001b[?${mode}h`
  on(noted.title !== undefined, `\u001b]2;${noted.title}\u001b\\`)
  // In the middle of a frame: nothing is to be shown before its end.
  on(modes.synchronizedOutputMode, '\u001b[?2026h')
  on(!modes.wraparoundMode, '\u001b[?7l')
  text += cursorText(terminal, active, restored !== undefined)
  return text
}

function cursorStyle(style: 'block' | 'underline' | 'bar' | undefined, isBlinking: boolean | undefined): string {
  if (style === undefined) return ''
  return `\u001b[${{ block: 1, underline: 3, bar: 5 }[style] + (isBlinking === false ? 1 : 0)} q`
}

/**
 * The cursor last, and before it the character that stands there once more: a line that it just filled is full but not over, and an accent
 * or a variation that comes next belongs to it.
 */
function cursorText(
  terminal: HeadlessTerminal,
  { cursorX, cursorY, baseY, getLine }: HeadlessBuffer,
  isRestored: boolean,
): string {
  const { originMode, insertMode } = terminal.modes
  const { attributes, endsInCharacter, linkOf } = hiddenState(terminal)
  const urlId = attributes.extended?.urlId ?? 0
  const link = urlId === 0 || isRestored ? '' : linkSequence(urlId, linkOf)
  const top = originMode ? hiddenBuffer(terminal.buffer.active).scrollTop : 0
  const at = (x: number) => place({ cursorX: x, cursorY: cursorY - top })
  const look = isRestored ? '' : attributeSequence(attributes)
  const isFull = cursorX >= terminal.cols
  if ((isFull || endsInCharacter) && cursorX > 0) {
    const line = getLine.call(terminal.buffer.active, baseY + cursorY)
    const x = line?.getCell(cursorX - 1)?.getWidth() === 0 ? cursorX - 2 : cursorX - 1
    const chars = line?.getCell(x)?.getChars() ?? ''
    const own = line?.getCell(x)
    const drawn = own as unknown as Attributes | undefined
    const isOfNow = drawn?.fg === attributes.fg && drawn.bg === attributes.bg
    const ownLook = drawn === undefined || (isRestored && isOfNow) ? look : attributeSequence(drawn)
    const lookAfter = isRestored && !isOfNow ? attributeSequence(attributes) : look
    // Another look behind it means that what follows can't join it. Where writing pushes what follows away, it is taken out first.
    const room = insertMode ? `\u001b[${own?.getWidth() ?? 1}P\u001b[4h` : ''
    if (chars !== '') return `${link}${at(x)}${room}${ownLook}${chars}${ownLook === lookAfter ? '' : lookAfter}`
  }
  return link + at(cursorX) + (insertMode ? '\u001b[4h' : '') + look
}
