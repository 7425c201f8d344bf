/** `tce completion <shell>` and the hidden `tce __complete` that its scripts ask. */

import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { plainLines } from '../../core/words/text.ts'
import { line } from '../../terminal/roles.ts'
import type { CommandOutline } from '../completion.ts'
import { completionScript, shells } from '../completion.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'

export async function completionCommand(
  name: string,
  commands: readonly CommandOutline[],
  context: CommandContext,
): Promise<ExitCode> {
  const shell = shells.find((known) => known === name)
  if (shell === undefined)
    return wrongUsage(
      context,
      `There is no completion for "${name}". Known: ${shells.join(', ')}.`,
      'tce completion bash',
    )
  context.terminal.printText(plainLines(completionScript(shell, commands)))
  return exitCodes.done
}

/** Words a shell can take as they are: a name with other characters would have to be quoted, and one could be an option. */
const isPlainWord = (word: string): boolean => /^[\w.@/+:][\w.@/+:-]*$/.test(word)

export async function completeCommand(context: CommandContext): Promise<ExitCode> {
  const { processes } = await withServices(context, (services) => services.fleet.read({ maxAgeMs: 5_000 }))
  const words = processes.flatMap(({ name, project, pid }) => [name ?? '', project ?? '', String(pid)])
  const known = [...new Set(words)].filter(isPlainWord)
  context.terminal.print(known.map((word) => line(word)))
  return exitCodes.done
}
