/** What a command of tasks says: that it is done, or why not. */
import type { ExitCode } from '../core/exit-code.ts'
import { exitCodes } from '../core/exit-code.ts'
import { plainText } from '../core/words/text.ts'
import type { TaskProblem } from '../services/tasks.ts'
import { line, span } from '../terminal/roles.ts'
import { wrapLine } from '../terminal/wrap.ts'
import type { CommandContext } from './context.ts'
import { wrongUsage } from './context.ts'
import { failed } from './failed.ts'

export function say(words: string, { terminal }: CommandContext): ExitCode {
  const { glyphs, columns } = terminal.look()
  terminal.print(wrapLine(line(span(`${glyphs.done} `, 'ok'), plainText(words)), columns, '  '))
  return exitCodes.done
}

export function printTaskProblem({ kind, message, next }: TaskProblem, context: CommandContext): ExitCode {
  if (kind === 'bad-request') return wrongUsage(context, message, next)
  const isMissing = ['no-task', 'no-project', 'no-backend', 'no-session'].includes(kind)
  return failed(message, context, isMissing ? exitCodes.nothingMatched : exitCodes.couldNot, next)
}
