/** `tce jump <agent>`: brings its terminal to the front; where that can't be, why, and what leads there by hand. */
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { JumpReport } from '../../core/process/jump.ts'
import type { ProcessRef } from '../../core/process/process.ts'
import type { FleetService } from '../../services/fleet.ts'
import { line, span } from '../../terminal/roles.ts'
import type { CommandContext } from '../context.ts'
import { withServices } from '../context.ts'
import { namedTarget } from '../named-target.ts'
import { jumpLines } from '../views/jump-view.ts'

export interface JumpOptions {
  readonly json?: boolean | undefined
}

export function jumpCommand(query: string, { json }: JumpOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  return withServices(context, async ({ fleet, log }) => {
    const sayWhich = (pid: number | undefined) => line(span('Say which: ', 'dim'), `tce jump ${pid}`)
    const target = await namedTarget(query, { fleet: await fleet.read(), log, sayWhich }, context)
    if (typeof target === 'number') return target
    const report = await fleet.jump(target, ownUser('cli'))
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
