import type { ExitCode } from '../core/exit-code.ts'
import { exitCodes } from '../core/exit-code.ts'
import { plainText } from '../core/words/text.ts'
import { line, span } from '../terminal/roles.ts'
import { wrapLine } from '../terminal/wrap.ts'
import type { CommandContext } from './context.ts'

/** Says why nothing came of it; the exit code of that. */
export function failed(
  message: string,
  { terminal }: Pick<CommandContext, 'terminal'>,
  code: ExitCode = exitCodes.couldNot,
  next?: string,
): ExitCode {
  const { glyphs, columns } = terminal.look()
  terminal.printError(wrapLine(line(span(`${glyphs.failed} `, 'bad'), plainText(message)), columns))
  if (next !== undefined) terminal.printError([line('  ', span('Next: ', 'dim'), plainText(next))])
  return code
}
