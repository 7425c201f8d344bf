/** The terminal's sixteen colours are the page's: read where the theme says them, as a canvas needs them. */

const names = [
  ...(['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const),
  ...(['brightBlack', 'brightRed', 'brightGreen', 'brightYellow', 'brightBlue', 'brightMagenta'] as const),
  ...(['brightCyan', 'brightWhite'] as const),
]

export interface TerminalTheme extends Record<(typeof names)[number], string> {
  readonly foreground: string
  readonly background: string
  readonly cursor: string
  readonly cursorAccent: string
  readonly selectionBackground: string
  readonly hit: string
  readonly chosenHit: string
}

/** `place`: an element in a `.term`, with whose styles they are read. */
export function readTheme(place: HTMLElement): TerminalTheme {
  const probe = document.createElement('i')
  probe.className = 'term-probe'
  place.append(probe)
  const read = (name: string): string => {
    probe.className = `term-probe p-${name}`
    return hexOf(getComputedStyle(probe).color)
  }
  const sixteen = Object.fromEntries(names.map((name, index) => [name, read(String(index))]))
  const theme = {
    ...{ foreground: read('text'), background: read('ground'), cursor: read('text'), cursorAccent: read('ground') },
    ...{ selectionBackground: read('selected'), hit: read('hit'), chosenHit: read('chosen') },
    ...(sixteen as Record<(typeof names)[number], string>),
  }
  probe.remove()
  return theme
}

/** By their numbers. */
export const sixteenOf = (theme: TerminalTheme): readonly string[] => names.map((name) => theme[name])

/** `rgb(21, 24, 27)`; what is none is black. */
export function hexOf(colour: string): string {
  const [red = 0, green = 0, blue = 0] = (/^rgba?\(([^)]*)\)/.exec(colour)?.[1] ?? '').split(/[ ,/]+/).map(Number)
  return `#${[red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

/** As text needs it: WCAG 2.2, 1.4.3. */
const leastContrast = 4.5
const parts = (hex: string): readonly number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))

/** The colour itself, or as much lighter or darker as letters of it need to be read on that ground. Both `#rrggbb`. */
export function legible(colour: string, ground: string): string {
  const end = lightness(ground) < 0.18 ? 255 : 0
  for (let step = 0; step <= 10; step += 1) {
    const moved = parts(colour).map((part) => Math.round(part + ((end - part) * step) / 10))
    const hex = `#${moved.map((part) => part.toString(16).padStart(2, '0')).join('')}`
    if (contrast(hex, ground) >= leastContrast) return hex
  }
  return end === 255 ? '#ffffff' : '#000000'
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [lightness(one), lightness(other)].toSorted((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function lightness(hex: string): number {
  const [red = 0, green = 0, blue = 0] = parts(hex).map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
