/** The session of an agent that was named in a command. */
import type { ExitCode } from '../core/exit-code.ts'
import { exitCodes } from '../core/exit-code.ts'
import type { Services } from '../services/services.ts'
import { line, span } from '../terminal/roles.ts'
import type { CommandContext } from './context.ts'
import { failed } from './failed.ts'
import { namedTarget } from './named-target.ts'

/** Who was named, or the exit code of saying that nobody is. */
export async function sessionOf(
  name: string,
  { fleet: fleetService, log }: Services,
  context: CommandContext,
): Promise<string | ExitCode> {
  const sayWhich = () => line(span('Say which by its pid.', 'dim'))
  const fleet = await fleetService.read({ maxAgeMs: 1_500 })
  const target = await namedTarget(name.replace(/^@/, ''), { fleet, log, sayWhich }, context)
  if (typeof target === 'number') return target
  const sessionId = target.agent?.sessionId
  if (sessionId !== undefined) return sessionId
  return failed(`${name} has no session.`, context, exitCodes.nothingMatched)
}
