/**
 * A terminal on the page: what xterm knows of its state, keys, mouse and selection, drawn by WebGL, or by rows of our own (row-renderer.ts)
 * until that is there, where there is none that is worth it, and when its context is lost. The only file that knows xterm; loaded with the first terminal.
 */
import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { type IBufferCell, Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { linkOf } from '../../../../core/tasks/find-links.ts'
import type { TerminalSize } from '../../../../core/terminals/session.ts'
import { isOfProcessor, rendererName } from './graphics.ts'
import { createRowRenderer, type RowSource } from './row-renderer.ts'
import type { RowCell } from './row-spans.ts'
import { readTheme, sixteenOf, type TerminalTheme } from './terminal-colours.ts'

export interface ScreenOptions {
  readonly fontPx: number
  /** Typed, pasted, or said by the mouse. */
  readonly onTyped: (bytes: Uint8Array) => void
  /** `false`: the key is not the program's. */
  readonly onKey: (event: KeyboardEvent) => boolean
  readonly onScroll: (place: ScrollPlace) => void
  readonly onFound: (found: FoundPlace) => void
  /** The pointer stands on an address, which really leads there; undefined: on none any more. */
  readonly onLink: (url: string | undefined) => void
  /** By what it is drawn. */
  readonly onDrawing: (by: 'webgl' | 'rows') => void
}

export interface ScrollPlace {
  /** Rows between what is shown and the end; 0: live. */
  readonly below: number
  /** Came since one scrolled back. */
  readonly fresh: number
}

export interface FoundPlace {
  readonly at: number
  readonly of: number
}

export interface TerminalScreen {
  write(bytes: Uint8Array, done: () => void): void
  /** Empty, of this size, drawn anew. Nothing of it is shown before it is whole. */
  redraw(pieces: readonly Uint8Array[], size: TerminalSize, done: () => void): void
  resize(size: TerminalSize): void
  readonly size: TerminalSize
  /** Where it is larger than its place: so that what is worked at is seen. */
  showCursor(): void
  /** That fits into its place. Undefined: it has none on the screen. */
  fitting(): TerminalSize | undefined
  font(px: number): void
  recolour(): void
  /** For who listens: its rows as text, and what is new said. */
  readOut(isOn: boolean): void
  focus(): void
  paste(text: string): void
  find(text: string, way: 'next' | 'before' | 'typed'): void
  endFind(): void
  toEnd(): void
  scroll(pages: number): void
  dispose(): void
}

/** Above the screen, on the page; older text is in the log. */
const scrollbackRows = 5_000
const encoder = new TextEncoder()
const asText = new TextDecoder('latin1')
/** A frame of which nothing is shown before it is whole: xterm draws when there is time between two pieces. */
const [heldBack, shownAgain] = ['\u001b[?2026h', '\u001b[?2026l']

/** What of xterm's inside its own addons use, too. */
interface Inside {
  _createRenderer: () => unknown
  readonly _renderService: { setRenderer(renderer: unknown): void }
  readonly _charSizeService: { readonly width: number; readonly height: number }
  readonly coreService: {
    readonly isCursorHidden: boolean
    readonly decPrivateModes: { readonly cursorStyle?: string | undefined }
  }
  readonly screenElement: HTMLElement
}

export function openTerminalScreen(place: HTMLElement, options: ScreenOptions): TerminalScreen {
  let theme = readTheme(place)
  const terminal = new Terminal({
    ...{ allowProposedApi: true, scrollback: scrollbackRows, scrollOnUserInput: false, minimumContrastRatio: 4.5 },
    ...{ fontFamily: getComputedStyle(place).fontFamily, fontSize: options.fontPx, lineHeight: 1.25, theme },
    ...{ cursorBlink: false, cursorInactiveStyle: 'outline', macOptionIsMeta: true, customGlyphs: true },
    // A name hides where it leads: it is said, and opened with Ctrl alone.
    linkHandler: {
      activate: (event, url) => openLink(event, url),
      hover: (_, url) => options.onLink(linkOf(url)?.url),
      leave: () => options.onLink(undefined),
    },
  })
  const inside = (terminal as unknown as { readonly _core: Inside })._core
  inside._createRenderer = () => {
    options.onDrawing('rows')
    return createRowRenderer(
      inside.screenElement,
      rowsOf(terminal, inside, () => theme),
      () => terminal.buffer.active.viewportY,
    )
  }
  withoutStyleElements(() => terminal.open(place))
  const fit = new FitAddon()
  const search = new SearchAddon({ highlightLimit: 1_000 })
  terminal.loadAddon(fit)
  terminal.loadAddon(search)
  terminal.loadAddon(
    new WebLinksAddon((event, url) => openLink(event, url), {
      hover: (_, url) => options.onLink(linkOf(url)?.url),
      leave: () => options.onLink(undefined),
    }),
  )
  void drawByWebGl(terminal, options.onDrawing)

  let seenBase = 0
  let isBack = false
  const tellPlace = () => {
    const { baseY, viewportY } = terminal.buffer.active
    const below = baseY - viewportY
    if (below > 0 && !isBack) seenBase = baseY
    isBack = below > 0
    options.onScroll({ below, fresh: isBack ? Math.max(0, baseY - seenBase) : 0 })
  }
  terminal.onScroll(tellPlace)
  terminal.onWriteParsed(tellPlace)
  terminal.onData((text) => options.onTyped(encoder.encode(text)))
  // Mouse reports of the oldest form: each character is a byte.
  terminal.onBinary((text) => options.onTyped(Uint8Array.from(text, (character) => character.charCodeAt(0) & 255)))
  terminal.attachCustomKeyEventHandler((event) => options.onKey(event))
  search.onDidChangeResults(({ resultIndex, resultCount }) => options.onFound({ at: resultIndex + 1, of: resultCount }))
  const marks = (now: TerminalTheme) => ({
    ...{ matchBackground: now.hit, matchOverviewRuler: now.hit },
    ...{ activeMatchBackground: now.chosenHit, activeMatchColorOverviewRuler: now.chosenHit },
  })
  let decorations = marks(theme)
  const resize = ({ columns, rows }: TerminalSize) => {
    if (columns !== terminal.cols || rows !== terminal.rows) terminal.resize(columns, rows)
  }

  return {
    write: (bytes, done) => terminal.write(bytes, done),
    redraw(pieces, size, done) {
      // Behind all that was written before.
      terminal.write('', () => {
        terminal.reset()
        resize(size)
      })
      // What is drawn within a sequence that was broken off would belong to it.
      terminal.write(`\u0018${heldBack}`)
      for (const piece of pieces) terminal.write(piece)
      // In the middle of a frame of the program's own it goes on being held back.
      const isHeldBack = pieces.some((piece) => asText.decode(piece).includes(heldBack))
      terminal.write(isHeldBack ? '' : shownAgain, done)
    },
    resize: (size) => terminal.write('', () => resize(size)),
    get size() {
      return { columns: terminal.cols, rows: terminal.rows }
    },
    fitting() {
      const fitted = fit.proposeDimensions()
      if (fitted === undefined || !(fitted.cols > 2) || !(fitted.rows > 2)) return undefined
      return { columns: Math.min(1_000, fitted.cols), rows: Math.min(1_000, fitted.rows) }
    },
    showCursor() {
      const { cursorY } = terminal.buffer.active
      const cellPx = inside.screenElement.clientHeight / terminal.rows
      place.scrollTop = Math.max(0, (cursorY + 3) * cellPx - place.clientHeight)
    },
    font: (px) => {
      terminal.options.fontSize = px
    },
    recolour() {
      theme = readTheme(place)
      decorations = marks(theme)
      terminal.options.theme = theme
    },
    readOut: (isOn) => {
      terminal.options.screenReaderMode = isOn
    },
    focus: () => terminal.focus(),
    paste: (text) => terminal.paste(text),
    find(text, way) {
      const how = { decorations, incremental: way === 'typed' }
      if (text === '') search.clearDecorations()
      else if (way === 'before') search.findPrevious(text, how)
      else search.findNext(text, how)
      tellPlace()
    },
    endFind() {
      search.clearDecorations()
      terminal.clearSelection()
    },
    toEnd() {
      terminal.scrollToBottom()
      tellPlace()
    },
    scroll(pages) {
      terminal.scrollPages(pages)
      tellPlace()
    },
    dispose: () => terminal.dispose(),
  }
}

/** Only with Ctrl or the command key: a click is the program's, or begins a selection. */
function openLink(event: MouseEvent, address: string): void {
  const link = linkOf(address)
  if (link === undefined || !(event.ctrlKey || event.metaKey)) return
  window.open(link.url, '_blank', 'noopener,noreferrer')
}

function rowsOf(terminal: Terminal, inside: Inside, themeNow: () => TerminalTheme): RowSource {
  const shown = () => terminal.buffer.active
  return {
    ground: () => themeNow().background,
    sixteen: () => sixteenOf(themeNow()),
    get columns() {
      return terminal.cols
    },
    get rows() {
      return terminal.rows
    },
    line(row) {
      const line = shown().getLine(shown().viewportY + row)
      return (
        line && {
          length: line.length,
          getCell: (x: number, cell?: RowCell) => line.getCell(x, cell as IBufferCell | undefined),
        }
      )
    },
    cursor() {
      const { cursorX, cursorY, baseY, viewportY } = shown()
      if (inside.coreService.isCursorHidden) return undefined
      const isFocused = terminal.textarea === document.activeElement
      const style = inside.coreService.decPrivateModes.cursorStyle ?? terminal.options.cursorStyle ?? 'block'
      const look = isFocused ? `tc tc-${style}` : 'tc tc-outline'
      return { x: Math.min(cursorX, terminal.cols - 1), row: baseY + cursorY - viewportY, look }
    },
    cell() {
      const { width, height } = inside._charSizeService
      const { lineHeight = 1, fontSize = 12 } = terminal.options
      return { width, height: Math.ceil(height * lineHeight), fontPx: fontSize }
    },
  }
}

/** It is drawn by rows before, after, and where this can't be had. */
async function drawByWebGl(terminal: Terminal, onDrawing: ScreenOptions['onDrawing']): Promise<void> {
  try {
    const renderer = rendererName(document.createElement('canvas').getContext('webgl2'))
    if (renderer === undefined || isOfProcessor(renderer)) return
    const { WebglAddon } = await import('@xterm/addon-webgl')
    const addon = new WebglAddon()
    terminal.loadAddon(addon)
    // At once: the addon itself would wait for three seconds, and show nothing. It does not bubble.
    terminal.element?.addEventListener('webglcontextlost', () => addon.dispose(), { capture: true, once: true })
    onDrawing('webgl')
  } catch {
    // The rows stay.
  }
}

/**
 * xterm puts the colours of its scroll bar into a style element, which the page's policy refuses and reports. It gets one that styles nothing;
 * styles/task.css says them.
 */
function withoutStyleElements(act: () => void): void {
  const make = document.createElement.bind(document)
  document.createElement = ((name: string, more?: ElementCreationOptions) =>
    make(name === 'style' ? 'template' : name, more)) as typeof document.createElement
  try {
    act()
  } finally {
    Reflect.deleteProperty(document, 'createElement')
  }
}
