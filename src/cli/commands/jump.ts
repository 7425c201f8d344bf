/** `tce jump <agent>`: brings its terminal to the front; where that can't be, why, and what leads there by hand. */
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { JumpReport } from '../../core/process/jump.ts'
import type { ProcessRef } from '../../core/process/process.ts'
import type { FleetService } from '../../services/fleet.ts'
import { choiceList } from '../../terminal/kill-view.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { resolveTarget } from '../../terminal/target.ts'
import type { CommandContext } from '../context.ts'
import { withServices } from '../context.ts'
import { jumpLines } from '../views/jump-view.ts'
import { noMatch } from '../views/no-match.ts'

export interface JumpOptions {
  readonly json?: boolean | undefined
}

export function jumpCommand(query: string, { json }: JumpOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal, nowMs } = context
  return withServices(context, async ({ fleet, log }) => {
    const found = resolveTarget(query, await fleet.read())
    if (found.kind === 'none') {
      terminal.printError(await noMatch(found, context, log))
      return exitCodes.nothingMatched
    }
    if (found.kind === 'ambiguous') {
      const say = line(span('Say which: ', 'dim'), `tce jump ${found.targets[0]?.pid}`)
      terminal.printError([...choiceList(found.query, found.targets, nowMs(), terminal.look()), emptyLine, say])
      return exitCodes.wrongUsage
    }
    const report = await fleet.jump(found.target, ownUser('cli'))
    if (json === true) terminal.printJson(report)
    else sayJump(report, context)
    return report.ok ? exitCodes.done : exitCodes.outOfReach
  })
}

/** Of a card: `o`. */
export async function jumpFromCard(
  ref: ProcessRef | undefined,
  fleet: Pick<FleetService, 'jump'>,
  context: CommandContext,
): Promise<void> {
  if (ref === undefined) context.terminal.print([line('It has no process that is known.')])
  else sayJump(await fleet.jump(ref, ownUser('cli')), context)
}

function sayJump(report: JumpReport, { terminal }: CommandContext): void {
  const lines = jumpLines(report, terminal.look())
  if (report.ok) terminal.print(lines)
  else terminal.printError(lines)
}
