/** `tce ping done <id>`: whoever was sent a prompt says that it is done. Agents may. */
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { plainText } from '../../core/words/text.ts'
import { line, span } from '../../terminal/roles.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'
import { printProblem } from '../prompt-problem.ts'

export async function pingCommand(
  what: string,
  id: string,
  { json }: { readonly json?: boolean | undefined },
  context: CommandContext,
): Promise<ExitCode> {
  if (what !== 'done') return wrongUsage(context, `There is no tce ping ${plainText(what)}.`, 'tce ping done q41')
  return withServices(context, async ({ prompts }) => {
    const { terminal } = context
    const done = await prompts.done(id)
    if (!done.ok) return printProblem(done.error, terminal)
    if (json === true) terminal.printJson(done.value)
    else terminal.print([line(span(`${terminal.look().glyphs.done} `, 'ok'), `${plainText(id)} is done.`)])
    return exitCodes.done
  })
}
