/** The session of an agent that was named in a command. */
import type { ExitCode } from '../core/exit-code.ts'
import { exitCodes } from '../core/exit-code.ts'
import { plainText } from '../core/words/text.ts'
import type { Services } from '../services/services.ts'
import { choiceList } from '../terminal/kill-view.ts'
import { emptyLine, line, span } from '../terminal/roles.ts'
import { resolveTarget } from '../terminal/target.ts'
import type { CommandContext } from './context.ts'
import { noMatch } from './views/no-match.ts'

/** Who was named, or the exit code of saying that nobody is. */
export async function sessionOf(
  name: string,
  { fleet: fleetService, log }: Services,
  context: CommandContext,
): Promise<string | ExitCode> {
  const { terminal, nowMs } = context
  const resolution = resolveTarget(name.replace(/^@/, ''), await fleetService.read({ maxAgeMs: 1_500 }))
  if (resolution.kind === 'none') {
    terminal.printError(await noMatch(resolution, context, log))
    return exitCodes.nothingMatched
  }
  if (resolution.kind === 'ambiguous') {
    const list = choiceList(name, resolution.targets, nowMs(), terminal.look())
    terminal.printError([...list, emptyLine, line(span('Say which by its pid.', 'dim'))])
    return exitCodes.wrongUsage
  }
  const sessionId = resolution.target.agent?.sessionId
  if (sessionId !== undefined) return sessionId
  const said = line(span(`${terminal.look().glyphs.failed} `, 'bad'), `${plainText(name)} has no session.`)
  terminal.printError([said])
  return exitCodes.nothingMatched
}
