/** `tce statusline install | status | uninstall`: shows what changes in an agent's settings before it is changed. */
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { plainText } from '../../core/words/text.ts'
import type { StatusLineService } from '../../services/status-line.ts'
import { emptyLine, line } from '../../terminal/roles.ts'
import { isAgreed } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, withServices, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { shortHere } from '../short-path.ts'
import { statusLineChanges, statusLineStatus } from '../views/statusline-view.ts'

export interface StatusLineOptions {
  readonly dryRun?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

const right = 'tce statusline install|uninstall|status'

export async function statusLineCommand(
  action: string,
  options: StatusLineOptions,
  context: CommandContext,
): Promise<ExitCode> {
  switch (action) {
    case 'status':
      return withServices(context, ({ statusLine }) => status(statusLine, options, context))
    case 'install':
    case 'uninstall':
      if (options.dryRun !== true) await personOnly(context, undefined)
      return withServices(context, ({ statusLine }) => change(action, statusLine, options, context))
    default:
      return wrongUsage(context, `There is no tce statusline ${plainText(action)}.`, right)
  }
}

async function status(
  statusLine: StatusLineService,
  { json }: StatusLineOptions,
  { terminal, nowMs }: CommandContext,
): Promise<ExitCode> {
  const report = await statusLine.read()
  if (json === true) terminal.printJson(report)
  else terminal.print(statusLineStatus(report, nowMs(), terminal.look(), shortHere))
  return exitCodes.done
}

async function change(
  verb: 'install' | 'uninstall',
  statusLine: StatusLineService,
  options: StatusLineOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, nowMs } = context
  const { places } = await statusLine.read()
  const unreadable = places.find(({ state }) => state === 'unreadable')
  if (unreadable !== undefined) return failed(unreadable.problem ?? unreadable.file, context)
  const changing = places.filter(({ state }) => (state === 'ours') === (verb === 'uninstall'))
  if (changing.length > 0 && options.json !== true) {
    terminal.print(statusLineChanges(changing, verb, terminal.look(), shortHere))
  }
  if (options.dryRun === true) return options.json === true ? status(statusLine, options, context) : exitCodes.done
  if (changing.length > 0 && options.yes !== true) {
    if (!terminal.canAsk || options.json === true) {
      return wrongUsage(context, 'Nobody can be asked here whether to change it.', `tce statusline ${verb} --yes`)
    }
    terminal.print([emptyLine])
    if (!(await isAgreed(terminal, line('Write it? [y/N] '), 'Nothing was changed.'))) return exitCodes.done
  }
  const done = await statusLine[verb](ownUser('cli'))
  if (!done.ok) return failed(done.error.message, context)
  if (options.json === true) terminal.printJson(done.value)
  else terminal.print(statusLineStatus(done.value, nowMs(), terminal.look(), shortHere))
  return exitCodes.done
}
