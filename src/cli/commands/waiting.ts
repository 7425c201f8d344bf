/** `tce waiting [-i | --count | --exit-code]` */
import { createWaitingNumbers } from '../../control/waiting-numbers.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { isAtWork } from '../../core/process/agent-words.ts'
import type { FleetReport } from '../../core/process/report.ts'
import { listedItems } from '../../core/waiting/waiting-report.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, settings, withServices, wrongUsage } from '../context.ts'
import { nobodyView, waitingView } from '../views/waiting-view.ts'

export interface WaitingOptions {
  readonly interactive?: boolean | undefined
  readonly count?: boolean | undefined
  readonly exitCode?: boolean | undefined
  readonly json?: boolean | undefined
}

export async function waitingCommand(options: WaitingOptions, context: CommandContext): Promise<number> {
  const { terminal } = context
  if (options.interactive === true) return interactively(context)
  return withServices(context, async ({ waiting, fleet }) => {
    const report = await waiting.read()
    if (options.json === true) terminal.printJson(report)
    else if (options.count === true) terminal.printJsonLine(report.waiting.length)
    else {
      const ids = listedItems(report).map(({ id }) => id)
      await createWaitingNumbers((await settings(context)).dataDir).write(ids)
      // Who waits was told from a look just now: another one says nothing new.
      const lines =
        ids.length === 0
          ? nobodyView(countsOf(await fleet.read({ maxAgeMs: 2000 })), terminal.look())
          : waitingView(report, context.nowMs(), terminal.look())
      terminal.print(lines)
    }
    return options.exitCode === true && report.waiting.length > 0 ? exitCodes.somebodyWaits : exitCodes.done
  })
}

async function interactively(context: CommandContext): Promise<number> {
  await personOnly(context, undefined)
  if (!context.terminal.canAsk) return wrongUsage(context, 'There is no terminal to take keys from.', 'tce waiting')
  const { deskOnScreen } = await import('../watch/waiting-desk-screen.ts')
  return withServices(context, (services) => deskOnScreen(services, context))
}

const countsOf = ({ processes }: FleetReport) => ({
  working: processes.filter(isAtWork).length,
  idle: processes.filter(({ activity }) => activity === 'idle').length,
})
