/** `tce open <dir> [--agent --model --prompt]`: an agent in a window of its own. It goes on when this program has ended. */
import { resolve } from 'node:path'
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { plainText } from '../../core/words/text.ts'
import type { DeployProblem } from '../../services/deploy.ts'
import { line, span } from '../../terminal/roles.ts'
import { wrapLine } from '../../terminal/wrap.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'

export interface OpenOptions {
  readonly agent?: string | undefined
  readonly model?: string | undefined
  readonly prompt?: string | undefined
}

export async function openCommand(dir: string, options: OpenOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal, openDeploy } = context
  await personOnly(context, undefined)
  const deploy = await openDeploy(terminal.io)
  const started = await deploy.start({ folder: resolve(dir), ...options }, ownUser('cli'))
  if (!started.ok) return printProblem(started.error, context)
  const { glyphs, columns } = terminal.look()
  terminal.print(wrapLine(line(span(`${glyphs.done} `, 'ok'), plainText(started.value.message)), columns))
  return exitCodes.done
}

function printProblem({ kind, message, next }: DeployProblem, context: CommandContext): ExitCode {
  if (kind === 'bad-request') return wrongUsage(context, message, next)
  return failed(message, context, kind === 'no-folder' ? exitCodes.nothingMatched : exitCodes.couldNot, next)
}
