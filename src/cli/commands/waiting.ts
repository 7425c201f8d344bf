/** `tce waiting [-i | --count | --exit-code]` */
import { createWaitingNumbers } from '../../control/waiting-numbers.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { isAtWork } from '../../core/process/agent-words.ts'
import type { FleetReport } from '../../core/process/report.ts'
import type { CommandContext } from '../context.ts'
import { settings, withServices } from '../context.ts'
import { numberedItems, waitingView } from '../views/waiting-view.ts'

export interface WaitingOptions {
  readonly count?: boolean | undefined
  readonly exitCode?: boolean | undefined
  readonly json?: boolean | undefined
}

export async function waitingCommand(options: WaitingOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  return withServices(context, async ({ waiting, fleet }) => {
    const report = await waiting.read()
    if (options.json === true) terminal.printJson(report)
    else if (options.count === true) terminal.printJsonLine(report.waiting.length)
    else {
      const ids = numberedItems(report).map(({ id }) => id)
      await createWaitingNumbers((await settings(context)).dataDir).write(ids)
      terminal.print(waitingView(report, { nowMs: context.nowMs(), ...countsOf(await fleet.read()) }, terminal.look()))
    }
    return options.exitCode === true && report.waiting.length > 0 ? exitCodes.somebodyWaits : exitCodes.done
  })
}

const countsOf = ({ processes }: FleetReport) => ({
  working: processes.filter(isAtWork).length,
  idle: processes.filter(({ activity }) => activity === 'idle').length,
})
