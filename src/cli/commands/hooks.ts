/** `tce hooks install | status | uninstall [--project]`: shows what changes in an agent's settings before it is changed. */
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { HookPlace, HookReport, HookRequest } from '../../core/hooks/hook-report.ts'
import { plainText } from '../../core/words/text.ts'
import type { HookService } from '../../services/hooks.ts'
import { emptyLine, line } from '../../terminal/roles.ts'
import { isAgreed } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, withServices, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { shortHere } from '../short-path.ts'
import { hookChanges, hookStatus } from '../views/hooks-view.ts'

export interface HooksOptions {
  /** Of the project in this folder, in a file that is not committed. */
  readonly project?: boolean | undefined
  readonly dryRun?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

export async function hooksCommand(action: string, options: HooksOptions, context: CommandContext): Promise<ExitCode> {
  const request: HookRequest = options.project === true ? { project: process.cwd() } : {}
  switch (action) {
    case 'status':
      return withServices(context, ({ hooks }) => status(hooks, request, options, context))
    case 'install':
      if (options.dryRun !== true) await personOnly(context, undefined)
      return withServices(context, ({ hooks }) => install(hooks, request, options, context))
    case 'uninstall':
      await personOnly(context, undefined)
      return withServices(context, ({ hooks }) => uninstall(hooks, request, options, context))
    default:
      return wrongUsage(context, `There is no tce hooks ${plainText(action)}.`, 'tce hooks install|status|uninstall')
  }
}

async function status(
  hooks: HookService,
  request: HookRequest,
  { json }: HooksOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const report = await hooks.read(request)
  const { terminal } = context
  if (json === true) terminal.printJson(report)
  else if (report.places.length === 0) return failed('No agent with hooks has a folder of settings here.', context)
  else printStatus(report, context)
  return exitCodes.done
}

async function install(
  hooks: HookService,
  request: HookRequest,
  options: HooksOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const before = await hooks.read(request)
  const places = meant(before, request)
  const unreadable = places.find(({ state }) => state === 'unreadable')
  if (unreadable !== undefined) return failed(unreadable.problem ?? unreadable.file, context)
  const isNews = places.length === 0 || places.some(({ change, isWanted }) => change !== undefined || !isWanted)
  if (isNews && places.length > 0 && options.json !== true) {
    terminal.print(
      hookChanges({ ...before, places }, terminal.look(), { short: shortHere, isWhole: options.dryRun === true }),
    )
  }
  if (options.dryRun === true) {
    if (options.json === true) terminal.printJson({ ...before, places })
    return exitCodes.done
  }
  if (isNews && options.yes !== true) {
    if (!terminal.canAsk || options.json === true) {
      return wrongUsage(context, 'Nobody can be asked here whether to change it.', 'tce hooks install --yes')
    }
    terminal.print([emptyLine])
    if (!(await isAgreed(terminal, line('Change it? [y/N] '), 'Nothing was changed.'))) return exitCodes.done
  }
  return finish(await hooks.install(request, ownUser('cli')), request, options, context)
}

const uninstall = async (
  hooks: HookService,
  request: HookRequest,
  options: HooksOptions,
  context: CommandContext,
): Promise<ExitCode> => finish(await hooks.uninstall(request, ownUser('cli')), request, options, context)

function finish(
  done: Awaited<ReturnType<HookService['install']>>,
  request: HookRequest,
  { json }: HooksOptions,
  context: CommandContext,
): ExitCode {
  if (!done.ok) return failed(done.error.message, context)
  if (json === true) context.terminal.printJson(done.value)
  else printStatus({ ...done.value, places: meant(done.value, request) }, context)
  return exitCodes.done
}

/** What is asked for of the user is not asked for of projects. */
const meant = ({ places }: HookReport, { project }: HookRequest): readonly HookPlace[] =>
  places.filter(({ scope }) => project !== undefined || scope === 'user')

function printStatus(report: HookReport, { terminal }: CommandContext): void {
  terminal.print(hookStatus(report, terminal.look(), shortHere))
}
