/** The one process that was named in a command. */
import type { ExitCode } from '../core/exit-code.ts'
import { exitCodes } from '../core/exit-code.ts'
import type { FleetReport } from '../core/process/report.ts'
import type { LogService } from '../services/log.ts'
import { choiceList } from '../terminal/kill-view.ts'
import type { Line } from '../terminal/roles.ts'
import { emptyLine } from '../terminal/roles.ts'
import { resolveTarget, type Target } from '../terminal/target.ts'
import type { CommandContext } from './context.ts'
import { noMatch } from './views/no-match.ts'

export interface NamedIn {
  readonly fleet: FleetReport
  readonly log: LogService
  /** Below those whom a name means alike: how to say which, by the first one's pid. */
  readonly sayWhich: (pid: number | undefined) => Line
}

/** Or the exit code of saying that there is none, or several. */
export async function namedTarget(
  name: string,
  { fleet, log, sayWhich }: NamedIn,
  context: CommandContext,
): Promise<Target | ExitCode> {
  const { terminal, nowMs } = context
  const resolution = resolveTarget(name, fleet)
  if (resolution.kind === 'found') return resolution.target
  if (resolution.kind === 'none') {
    terminal.printError(await noMatch(resolution, context, log))
    return exitCodes.nothingMatched
  }
  const list = choiceList(resolution.query, resolution.targets, nowMs(), terminal.look())
  terminal.printError([...list, emptyLine, sayWhich(resolution.targets[0]?.pid)])
  return exitCodes.wrongUsage
}
