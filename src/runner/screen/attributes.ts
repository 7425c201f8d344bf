/** How text looks, as the sequence that makes it look so whatever was before. */
import type { Attributes, HiddenState } from './headless.ts'

/** In `bg`: a kind or colour of the underline, or a link, is kept beside. */
const hasExtended = 0x1000_0000
/** In both: of the 256, and not one of the first sixteen by its own number. */
const isOf256 = 0x0200_0000
/** In `fg`. */
const isUnderlined = 0x1000_0000

/** The same for one cell after the other: most look as the one before. */
export function sequenceOfEach(): (look: Attributes) => string {
  let [fg, bg, sequence] = [0, 0, '\u001b[0m']
  return (look) => {
    if (look.fg === fg && look.bg === bg && (bg & hasExtended) === 0) return sequence
    fg = look.fg
    bg = look.bg
    sequence = attributeSequence(look)
    return sequence
  }
}

/** Each flag by its own number, all behind a reset: what a sequence before left on does not matter. */
export function attributeSequence(look: Attributes, underline: number = underlineStyle(look)): string {
  const colour = underline === 0 ? undefined : underlineColour(look.extended?.underlineColor)
  const under = underline === 0 ? [] : [`4:${underline}`]
  return `\u001b[${[0, ...under, ...numbersOf(look), ...(colour === undefined ? [] : [colour])].join(';')}m`
}

/** All but the underline, which stays as it is: without a reset. */
export const sequenceBesideUnderline = (look: Attributes): string =>
  `\u001b[${[22, 23, 25, 27, 28, 29, 55, 39, 49, ...numbersOf(look)].join(';')}m`

function numbersOf(look: Attributes): readonly (number | string)[] {
  const numbers: (number | string)[] = []
  const flag = (isOn: number, number: number | string) => {
    if (isOn !== 0) numbers.push(number)
  }
  flag(look.isBold(), 1)
  flag(look.isDim(), 2)
  flag(look.isItalic(), 3)
  flag(look.isBlink(), 5)
  flag(look.isInverse(), 7)
  flag(look.isInvisible(), 8)
  flag(look.isStrikethrough(), 9)
  flag(look.isOverline(), 53)
  if (look.isFgRGB()) numbers.push(`38;2;${rgb(look.getFgColor())}`)
  else if (look.isFgPalette()) numbers.push(palette(look.fg, 30, 90))
  if (look.isBgRGB()) numbers.push(`48;2;${rgb(look.getBgColor())}`)
  else if (look.isBgPalette()) numbers.push(palette(look.bg, 40, 100))
  return numbers
}

/**
 * How xterm.js knows an underline: by a flag, and by a style beside the cell, which counts where another flag says that something is beside it.
 * They agree until a saved cursor comes back, with which the flags return and what is beside them does not.
 */
export interface Underline {
  readonly isFlagged: boolean
  readonly isExtended: boolean
  readonly style: number
}

export const underlineOf = ({ fg, bg, extended }: Attributes): Underline => ({
  isFlagged: (fg & isUnderlined) !== 0,
  isExtended: (bg & hasExtended) !== 0,
  style: ((extended?._ext ?? 0) >>> 26) & 7,
})

/** Of a link xterm.js says that it is underlined with dashes; what it was told stands in the bits behind that. */
function underlineStyle({ fg, bg, extended }: Attributes): number {
  if ((bg & hasExtended) !== 0 && extended !== undefined) return (extended._ext >>> 26) & 7
  return (fg & isUnderlined) === 0 ? 0 : 1
}

const rgb = (colour: number): string => `${(colour >>> 16) & 0xff};${(colour >>> 8) & 0xff};${colour & 0xff}`

/** The first sixteen are kept apart by how they were named: 31 may be shown brighter beside bold, 38;5;1 not. */
function palette(packed: number, first: number, bright: number): number | string {
  const colour = packed & 0xff
  if ((packed & isOf256) !== 0) return `${first + 8};5;${colour}`
  return colour < 8 ? first + colour : bright + colour - 8
}

/** xterm.js keeps the kind of colour in bits 24 and 25: 3 of its own, 1 and 2 of the palette, 0 the text's. */
function underlineColour(packed: number | undefined): string | undefined {
  if (packed === undefined) return undefined
  const kind = (packed >>> 24) & 3
  if (kind === 3) return `58;2;${rgb(packed)}`
  return kind === 0 ? undefined : `58;5;${packed & 0xff}`
}

/** OSC 8: what follows leads there; without one, nowhere. */
export function linkSequence(urlId: number, linkOf: HiddenState['linkOf']): string {
  const link = urlId === 0 ? undefined : linkOf(urlId)
  if (link === undefined) return '\u001b]8;;\u001b\\'
  return `\u001b]8;${link.id === undefined ? '' : `id=${link.id}`};${link.uri}\u001b\\`
}
