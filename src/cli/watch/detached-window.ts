/** `tce watch --detached`: the same in a new terminal window. */

import { openWindow } from '../../control/windows/open-window.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { quotingOf, shellCommand } from '../../core/words/command.ts'
import { line, span } from '../../terminal/roles.ts'
import type { AgentOption } from '../agent-option.ts'
import type { CommandContext } from '../context.ts'

export async function openDetached(
  what: string | undefined,
  { redact, agent = [] }: AgentOption & { readonly redact?: boolean | undefined },
  { terminal }: CommandContext,
): Promise<number> {
  const { env, platform } = terminal.io
  const kinds = agent.length === 0 ? [] : ['--agent', agent.join(',')]
  const own = ['watch', ...(redact === false ? ['--no-redact'] : []), ...kinds]
  const asked = what === undefined ? [] : [what]
  const argv = [process.execPath, process.argv[1] ?? '', ...own, ...asked]
  const failed = await openWindow({ platform, env, argv })
  if (failed === undefined) return exitCodes.done
  const { glyphs } = terminal.look()
  terminal.printError([
    line(span(`${glyphs.failed} `, 'bad'), `No window could be opened: ${failed}.`),
    line(
      '  ',
      span('Next: ', 'dim'),
      `in a window of your own, ${shellCommand(['tce', ...own], asked, quotingOf(platform)) ?? 'tce watch'}`,
    ),
  ])
  return exitCodes.couldNot
}
