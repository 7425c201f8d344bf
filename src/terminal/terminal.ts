/** Prints what the views return: in colour where that is wanted, as JSON where that was asked. */
import { jsonText } from '../core/words/json.ts'
import type { PrintableLines } from '../core/words/text.ts'
import type { CliIo } from './io.ts'
import type { Line, Look } from './roles.ts'
import { glyphsFor, paint, paintInline, wantsColor } from './roles.ts'

export interface Terminal {
  readonly io: CliIo
  /** What is printed to stdout has colours. */
  readonly isColored: boolean
  /** Somebody can be asked: both ends are a terminal. */
  readonly canAsk: boolean
  look(): Look
  print(lines: readonly Line[]): void
  /** To stderr: what went wrong, so that a pipe carries only answers. */
  printError(lines: readonly Line[]): void
  printJson(value: unknown): void
  /** On a line of its own, for streams. */
  printJsonLine(value: unknown): void
  /** What is no view: CSV, a script. */
  printText(text: PrintableLines): void
  /** Without a line break at the end: a question. */
  prompt(text: Line): void
  paint(text: Line): string
}

const narrowest = 48

export function createTerminal(io: CliIo, { isPlain }: { readonly isPlain: boolean }): Terminal {
  const isColored = !isPlain && wantsColor(io.env, io.isTTY)
  const isErrorColored = !isPlain && wantsColor(io.env, io.isErrorTTY)
  const glyphs = glyphsFor(io.env, io.platform)
  const text = (lines: readonly Line[], colored: boolean) => lines.map((spans) => `${paint(spans, colored)}\n`).join('')
  return {
    io,
    isColored,
    canAsk: io.isTTY && io.stdin.isTTY === true,
    look: () => ({ columns: Math.max(narrowest, widthOf(io)), glyphs }),
    print: (lines) => void io.stdout.write(text(lines, isColored)),
    printError: (lines) => void io.stderr.write(text(lines, isErrorColored)),
    printJson: (value) => void io.stdout.write(`${jsonText(value, 2)}\n`),
    printJsonLine: (value) => void io.stdout.write(`${jsonText(value)}\n`),
    printText: (text) => void io.stdout.write(text),
    prompt: (spans) => void io.stdout.write(paintInline(spans, isColored)),
    paint: (spans) => paint(spans, isColored),
  }
}

/** A pipe has the width that fits everywhere, unless COLUMNS says otherwise. */
function widthOf({ columns, env }: CliIo): number {
  const told = columns() ?? Number(env['COLUMNS'])
  return Number.isInteger(told) && told > 0 ? told : 80
}
