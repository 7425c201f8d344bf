/**
 * A view never names a colour, only a role; this is the one place where a role becomes an escape code. The 16 ANSI colours
 * only, so that the user's own palette decides. Pure.
 */
import type { Printable } from '../core/words/text.ts'
import { printable } from '../core/words/text.ts'

export type Role = 'bold' | 'dim' | 'ok' | 'warn' | 'bad' | 'pin' | 'you' | 'busy' | 'tool' | 'chart' | 'sel' | 'hit'

/** SGR parameters: 90 is bright black. */
const sgr: Record<Role, string> = {
  bold: '1',
  dim: '90',
  ok: '32',
  warn: '33',
  bad: '31',
  pin: '35',
  you: '1;34',
  busy: '36',
  tool: '36',
  chart: '34',
  sel: '7',
  hit: '1;4',
}

/**
 * A piece of a line in one role; without a role it is plain. Made by `span` and `line` alone, which take out whatever could steer the
 * terminal: no view has to think of it, and none can forget it.
 */
export interface Span {
  readonly text: Printable
  readonly role?: Role | undefined
}

/** What a view returns, one per line of output. */
export type Line = readonly Span[]

export const span = (text: string, role?: Role): Span => ({ text: printable(text), role })
/** A line from spans and plain texts. */
export const line = (...parts: readonly (Span | string)[]): Line =>
  parts.map((part) => (typeof part === 'string' ? span(part) : part))
export const emptyLine: Line = []

export const lineText = (spans: Line): string => spans.map(({ text }) => text).join('')

/** The line as it goes to the terminal. Trailing blanks are never written. */
export const paint = (spans: Line, isColored: boolean): string => paintInline(trimLineEnd(spans), isColored)

/** The same with its trailing blanks: for a question whose answer goes on the same line. */
export const paintInline = (spans: Line, isColored: boolean): string =>
  isColored ? spans.map(paintSpan).join('') : lineText(spans)

const paintSpan = ({ text, role }: Span): string =>
  role === undefined || text.trim() === '' ? text : `\u001b[${sgr[role]}m${text}\u001b[0m`

function trimLineEnd(spans: Line): Line {
  const last = spans.at(-1)
  if (last === undefined) return spans
  const text = last.text.trimEnd()
  return text === '' ? trimLineEnd(spans.slice(0, -1)) : [...spans.slice(0, -1), span(text, last.role)]
}

/** Marks and line-drawing: one set per kind of locale. */
export interface Glyphs {
  readonly healthy: string
  readonly stale: string
  readonly zombie: string
  readonly pinned: string
  readonly star: string
  readonly unknownHealth: string
  readonly none: string
  readonly waiting: string
  readonly done: string
  readonly failed: string
  readonly warning: string
  readonly ellipsis: string
  /** Stands for a fact that is not known. */
  readonly unknown: string
  readonly minus: string
  readonly rule: string
  readonly branch: string
  readonly lastBranch: string
  readonly trunk: string
  readonly chosen: string
  /** Bars by eighths of a cell, the last is a full one. With one entry there are no parts of cells. */
  readonly bar: readonly string[]
  readonly spark: readonly string[]
  readonly gaugeFull: string
  readonly gaugeEmpty: string
}

export const unicodeGlyphs: Glyphs = {
  healthy: '●',
  stale: '▲',
  zombie: '■',
  pinned: '◆',
  star: '★',
  unknownHealth: '◌',
  none: '○',
  waiting: '◐',
  done: '✓',
  failed: '✗',
  warning: '!',
  ellipsis: '…',
  unknown: '–',
  minus: '−',
  rule: '─',
  branch: '├─ ',
  lastBranch: '└─ ',
  trunk: '│  ',
  chosen: '▸',
  bar: ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
  spark: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  gaugeFull: '━',
  gaugeEmpty: '─',
}

/** For locales that are not UTF-8. */
export const asciiGlyphs: Glyphs = {
  healthy: '*',
  stale: '!',
  zombie: 'x',
  pinned: '+',
  star: '*',
  unknownHealth: '.',
  none: '-',
  waiting: '?',
  done: '*',
  failed: 'x',
  warning: '!',
  ellipsis: '...',
  unknown: '-',
  minus: '-',
  rule: '-',
  branch: '|- ',
  lastBranch: '`- ',
  trunk: '|  ',
  chosen: '>',
  bar: ['#'],
  spark: ['_', '.', '-', '=', '#'],
  gaugeFull: '=',
  gaugeEmpty: '-',
}

/** What a view has to know of the terminal: its width in cells and its marks. */
export interface Look {
  readonly columns: number
  readonly glyphs: Glyphs
}

export type Environment = Readonly<Record<string, string | undefined>>

/** https://no-color.org: any value that is not empty. */
export const wantsColor = (env: Environment, isTTY: boolean): boolean =>
  isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'

/** As the C library decides: the first of the three that is set. macOS and Windows terminals are UTF-8 without being told. */
export function glyphsFor(env: Environment, platform: NodeJS.Platform): Glyphs {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '')
  if (locale === undefined) return platform === 'linux' ? asciiGlyphs : unicodeGlyphs
  return /utf-?8/i.test(locale) || platform === 'win32' ? unicodeGlyphs : asciiGlyphs
}
