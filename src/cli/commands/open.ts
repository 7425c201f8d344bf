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
  readonly json?: boolean | undefined
}

export async function openCommand(
  dir: string,
  { json, ...options }: OpenOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, openDeploy } = context
  await personOnly(context, undefined)
  const deploy = await openDeploy(terminal.io)
  const started = await deploy.start({ folder: resolve(dir), ...options }, ownUser('cli'))
  if (!started.ok) {
    if (json !== true) return printProblem(started.error, context)
    const { kind: code, message, next } = started.error
    terminal.printJson({ error: { code, message: next === undefined ? message : `${message} Next: ${next}.` } })
    return codeOf(started.error)
  }
  if (json === true) {
    terminal.printJson(started.value)
    return exitCodes.done
  }
  const { glyphs, columns } = terminal.look()
  terminal.print(wrapLine(line(span(`${glyphs.done} `, 'ok'), plainText(started.value.message)), columns))
  return exitCodes.done
}

function printProblem(problem: DeployProblem, context: CommandContext): ExitCode {
  const { kind, message, next } = problem
  return kind === 'bad-request' ? wrongUsage(context, message, next) : failed(message, context, codeOf(problem), next)
}

function codeOf({ kind }: DeployProblem): ExitCode {
  if (kind === 'bad-request') return exitCodes.wrongUsage
  return kind === 'no-folder' ? exitCodes.nothingMatched : exitCodes.couldNot
}
