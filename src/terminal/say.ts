/** What a program says that has no command line: the server, the tray. */
import { bugText } from '../core/words/bug.ts'
import type { CliOutput } from './io.ts'
import { line, paint, paintInline } from './roles.ts'
import { standardOutput } from './standard-output.ts'

export const say = (text: string, output: CliOutput = standardOutput()): void =>
  void output.write(`${paint(line(text), false)}\n`)

/** The answer goes on the same line. */
export const askFor = (question: string, output: CliOutput): void =>
  void output.write(paintInline(line(question), false))

/** An expected failure. */
export const complain = (message: string): void => say(`✗ ${message}`, process.stderr)

export const reportBug = (cause: unknown): void => void process.stderr.write(`${bugText(cause)}\n`)
