/** `tce supervisor status|stop`: what holds the terminals of agents that TCE runs, and its end, after it was shown what would go with it. */
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { EndingReport } from '../../core/terminals/session.ts'
import { plural } from '../../core/words/format.ts'
import type { SupervisorReport } from '../../runner/terminals.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import type { AppParts, SupervisorTools } from '../app-parts.ts'
import { isAgreed } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { shortHere } from '../short-path.ts'
import { stoppedView, supervisorsView } from '../views/supervisor-view.ts'

export interface SupervisorOptions {
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

export async function supervisorCommand(
  action: string,
  pid: string | undefined,
  options: SupervisorOptions,
  context: CommandContext,
  loadApp: () => Promise<Pick<AppParts, 'supervisorTools'>>,
): Promise<ExitCode> {
  if (action !== 'status' && action !== 'stop')
    return wrongUsage(context, `"${action}" is neither status nor stop.`, 'tce supervisor status')
  if (action === 'stop') await personOnly(context, undefined)
  const tools = await (await loadApp()).supervisorTools()
  try {
    const all = await tools.supervisors()
    if (action === 'status') return show(all, options, context)
    const wanted = pid === undefined ? all : all.filter((one) => String(one.pid) === pid)
    if (pid !== undefined && wanted.length === 0)
      return failed(`No supervisor has the pid ${pid}.`, context, exitCodes.nothingMatched, 'tce supervisor status')
    return await stop(wanted, pid, options, context, tools)
  } finally {
    tools.close()
  }
}

function show(
  supervisors: readonly SupervisorReport[],
  { json = false }: SupervisorOptions,
  { terminal, nowMs }: CommandContext,
): ExitCode {
  if (json) terminal.printJson({ supervisors })
  else terminal.print(supervisorsView(supervisors, { nowMs: nowMs(), shorten: shortHere }, terminal.look()))
  return exitCodes.done
}

async function stop(
  supervisors: readonly SupervisorReport[],
  pid: string | undefined,
  { yes = false, json = false }: SupervisorOptions,
  context: CommandContext,
  tools: SupervisorTools,
): Promise<ExitCode> {
  const { terminal } = context
  if (supervisors.length === 0 || !yes) {
    show(supervisors, { json }, context)
    if (supervisors.length === 0) return exitCodes.done
    if (json || !terminal.canAsk) {
      const right = ['tce supervisor stop', ...(pid === undefined ? [] : [pid]), '--yes'].join(' ')
      terminal.printError([...(json ? [] : [emptyLine]), line(span('Nothing was ended. To end it: ', 'dim'), right)])
      return exitCodes.wrongUsage
    }
    terminal.print([emptyLine])
    if (!(await isAgreed(terminal, question(supervisors), 'Nothing was ended.'))) return exitCodes.done
  }
  const ended: { readonly pid: number; readonly reports: readonly EndingReport[] }[] = []
  const errors: string[] = []
  for (const supervisor of supervisors) {
    const stopped = await tools.stop(supervisor)
    if (stopped.ok) ended.push({ pid: supervisor.pid, reports: stopped.value })
    else errors.push(stopped.error.message)
  }
  if (json) terminal.printJson({ ended, errors })
  else terminal.print(stoppedView(ended, terminal.look()))
  for (const error of json ? [] : errors) failed(error, context)
  const isLeft = ended.some(({ reports }) => reports.some(({ left }) => left.length > 0))
  return errors.length > 0 || isLeft ? exitCodes.couldNot : exitCodes.done
}

function question(supervisors: readonly SupervisorReport[]) {
  const running = supervisors.reduce((sum, { sessions }) => sum + sessions.filter(isRunning).length, 0)
  const what = supervisors.length === 1 ? 'this supervisor' : `these ${plural(supervisors.length, 'supervisor')}`
  const held = running === 0 ? '' : `, and the ${running === 1 ? 'program' : plural(running, 'program')} in it`
  return line(`End ${what}${held}? `, span('[y/N]', 'dim'), ' ')
}

const isRunning = ({ exit }: SupervisorReport['sessions'][number]): boolean => exit === undefined
