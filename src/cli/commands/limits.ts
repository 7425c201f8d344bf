/** `tce limits [--ask] [--watch | --check <percent> | --json]` */

import { ownUser } from '../../core/audit/audit.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { LimitsReport } from '../../core/limits/limits-report.ts'
import { nearMoment } from '../../core/words/near-moment.ts'
import { problem } from '../../core/words/problem.ts'
import { plainText } from '../../core/words/text.ts'
import type { LimitService } from '../../services/limits.ts'
import { line } from '../../terminal/roles.ts'
import { calendarOf } from '../../tracker/local-calendar.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, settings, withServices, wrongUsage } from '../context.ts'
import { limitsView } from '../views/limits-view.ts'
import { watchLive } from '../watch/live-display.ts'

export interface LimitsOptions {
  readonly json?: boolean | undefined
  readonly watch?: boolean | undefined
  /** Asks the agents' own programs first. */
  readonly ask?: boolean | undefined
  /** Percent: prints nothing, and the exit code says whether a limit is over it. */
  readonly check?: string | undefined
}

const redrawEveryMs = 5_000

export async function limitsCommand(options: LimitsOptions, context: CommandContext): Promise<number> {
  const { check } = options
  const mark = check === undefined ? undefined : check.trim() === '' ? Number.NaN : Number(check)
  if (mark !== undefined && !(mark >= 0 && mark <= 100)) {
    return wrongUsage(
      context,
      problem('--check', check ?? '', 'a percentage from 0 to 100').message,
      'tce limits --check 80',
    )
  }
  const { usage } = await settings(context)
  const calendar = calendarOf(usage.timezone)
  const { terminal, nowMs, signals } = context
  const view = (report: LimitsReport) =>
    limitsView(report, { nowMs: nowMs(), at: (iso) => nearMoment(iso, nowMs(), calendar) }, terminal.look())
  return withServices(context, async ({ limits }): Promise<number> => {
    if (options.watch === true && options.json !== true && mark === undefined) {
      const draw = async () => view(await limits.read())
      return watchLive(terminal, { draw, everyMs: redrawEveryMs, isList: false }, signals)
    }
    const report = options.ask === true ? await askFirst(limits, context) : await limits.read()
    if (mark !== undefined) return isAnyOver(report, mark) ? exitCodes.couldNot : exitCodes.done
    if (options.json === true) terminal.printJson(report)
    else terminal.print(view(report))
    return exitCodes.done
  })
}

/** What each said goes beside the table, not into it. */
async function askFirst(limits: LimitService, context: CommandContext): Promise<LimitsReport> {
  await personOnly(context, undefined)
  const { answers, limits: report } = await limits.ask(ownUser('cli'))
  const said = answers.map(({ message, place }) => line(`${plainText(message)} (${plainText(place)})`))
  context.terminal.printError(said.length === 0 ? [line('No agent here can be asked.')] : said)
  return report
}

/** What ended is over nothing. */
const isAnyOver = ({ accounts }: LimitsReport, mark: number): boolean =>
  accounts.some(({ windows }) =>
    windows.some(({ state, usedPercent }) => state !== 'ended' && usedPercent !== undefined && usedPercent > mark),
  )
