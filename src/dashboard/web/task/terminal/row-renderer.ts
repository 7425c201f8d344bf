/**
 * Rows of a terminal as elements: where there is no WebGL, until it is there, and when its context is lost. What an element looks like is
 * said by classes alone, those of colours that are none of the sixteen in a style sheet that no element holds: the page's content
 * security policy allows neither style elements nor style attributes.
 */
import { type ColourKind, type RowLine, rowSpans } from './row-spans.ts'
import { legible } from './terminal-colours.ts'

/** What is drawn, and where. */
export interface RowSource {
  readonly columns: number
  readonly rows: number
  /** Of the rows that are shown. */
  line(row: number): RowLine | undefined
  /** Undefined: it is hidden, or in none of these rows. */
  cursor(): { readonly x: number; readonly row: number; readonly look: string } | undefined
  /** What letters stand on, `#rrggbb`. */
  ground(): string
  /** The theme's, by their numbers, `#rrggbb`. */
  sixteen(): readonly string[]
  /** How large a character and its letters are, in CSS pixels. */
  cell(): { readonly width: number; readonly height: number; readonly fontPx: number }
}

export interface Dimensions {
  readonly css: { readonly canvas: Box; readonly cell: Box }
  readonly device: { readonly canvas: Box; readonly cell: Box; readonly char: Box & { left: number; top: number } }
}
interface Box {
  width: number
  height: number
}
type Place = [column: number, row: number]

/** So many colours of its own a screen has before its sheet is begun anew. */
const mostColours = 4_096
let sheets = 0

/** Made for xterm, which asks its renderer exactly this. */
export function createRowRenderer(screen: HTMLElement, source: RowSource, shownFrom: () => number) {
  sheets += 1
  const name = `trows-${sheets}`
  const sheet = new CSSStyleSheet()
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  const colours = new Set<string>()
  let ground = source.ground()
  const box = document.createElement('div')
  box.className = `trows ${name}`
  box.setAttribute('aria-hidden', 'true')
  screen.append(box)
  const drawn: HTMLElement[] = []
  let selection: { readonly start: Place; readonly end: Place; readonly isColumns: boolean } | undefined
  const listeners = new Set<(event: { start: number; end: number }) => void>()
  const dimensions: Dimensions = {
    css: { canvas: { width: 0, height: 0 }, cell: { width: 0, height: 0 } },
    device: {
      canvas: { width: 0, height: 0 },
      cell: { width: 0, height: 0 },
      char: { width: 0, height: 0, left: 0, top: 0 },
    },
  }

  function measure(): void {
    const { fontPx, ...cell } = source.cell()
    const ratio = devicePixelRatio
    const canvas = { width: cell.width * source.columns, height: cell.height * source.rows }
    Object.assign(dimensions.css.cell, cell)
    Object.assign(dimensions.css.canvas, canvas)
    for (const [part, css] of [
      [dimensions.device.cell, cell],
      [dimensions.device.char, cell],
      [dimensions.device.canvas, canvas],
    ] as const)
      Object.assign(part, { width: css.width * ratio, height: css.height * ratio })
    screen.style.width = `${canvas.width}px`
    screen.style.height = `${canvas.height}px`
    colours.clear()
    ground = source.ground()
    sheet.replaceSync(`.${name} { font-size: ${fontPx}px; }
.${name} > div { height: ${cell.height}px; line-height: ${cell.height}px; }
.${name} .tw { width: ${2 * cell.width}px; }`)
    // Those that nobody could read on that ground; classes say the others. What has a ground of its own has a class of that.
    for (const [index, hex] of source.sixteen().entries()) {
      const shown = legible(hex, ground)
      if (shown !== hex) sheet.insertRule(`.${name} .tf${index}:not([class*=' tb']) { color: ${shown}; }`)
    }
    while (drawn.length > source.rows) drawn.pop()?.remove()
    while (drawn.length < source.rows) {
      const row = document.createElement('div')
      drawn.push(row)
      box.append(row)
    }
  }

  function colour(kind: ColourKind, rgb: number): string {
    const hex = rgb.toString(16).padStart(6, '0')
    const className = `t${kind}-${hex}`
    if (!colours.has(className)) {
      colours.add(className)
      const shown = kind === 'g' ? legible(`#${hex}`, ground) : `#${hex}`
      sheet.insertRule(`.${name} .${className} { ${kind === 'b' ? 'background-color' : 'color'}: ${shown}; }`)
    }
    return className
  }

  function selectedIn(row: number): readonly [number, number] | undefined {
    if (selection === undefined) return undefined
    const { start, end, isColumns } = selection
    const at = row + shownFrom()
    if (at < start[1] || at > end[1]) return undefined
    if (isColumns) return [Math.min(start[0], end[0]), Math.max(start[0], end[0])]
    return [at === start[1] ? start[0] : 0, at === end[1] ? end[0] : source.columns]
  }

  function drawRow(row: number, cursor: ReturnType<RowSource['cursor']>): void {
    const element = drawn[row]
    if (element === undefined) return
    const spans = rowSpans(source.line(row), {
      ...{ columns: source.columns, colour, selected: selectedIn(row) },
      cursor: cursor?.row === row ? cursor : undefined,
    })
    element.replaceChildren(
      ...spans.map(({ text, look }) => {
        if (look === '') return document.createTextNode(text)
        const span = document.createElement('span')
        span.className = look
        span.textContent = text
        return span
      }),
    )
  }

  const askAll = () => {
    for (const listener of listeners) listener({ start: 0, end: source.rows - 1 })
  }
  measure()

  return {
    dimensions,
    onRequestRedraw(listener: (event: { start: number; end: number }) => void) {
      listeners.add(listener)
      return { dispose: () => void listeners.delete(listener) }
    },
    dispose() {
      box.remove()
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)
      listeners.clear()
    },
    handleDevicePixelRatioChange: measure,
    handleResize: measure,
    handleCharSizeChanged: measure,
    handleBlur: askAll,
    handleFocus: askAll,
    handleSelectionChanged(start: Place | undefined, end: Place | undefined, isColumns: boolean) {
      selection = start === undefined || end === undefined ? undefined : { start, end, isColumns }
      askAll()
    },
    // It is drawn with its row.
    handleCursorMove() {},
    clear() {
      for (const row of drawn) row.replaceChildren()
    },
    renderRows(start: number, end: number) {
      if (colours.size > mostColours || ground !== source.ground()) {
        measure()
        for (let row = 0; row < source.rows; row += 1) drawRow(row, source.cursor())
        return
      }
      const cursor = source.cursor()
      for (let row = start; row <= end; row += 1) drawRow(row, cursor)
    },
  }
}
