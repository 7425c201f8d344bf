/** `tce tray status|install|remove` */
import { CliError } from '../../core/cli-error.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { TrayState } from '../../core/tray/tray-state.ts'
import { decisionInWords, trayInWords } from '../../core/tray/tray-words.ts'
import { formatBytes } from '../../core/words/format.ts'
import { createProgressLine } from '../../terminal/progress-line.ts'
import type { Line } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import { wrapLine } from '../../terminal/wrap.ts'
import type { AppParts, TrayStatus, TrayTools } from '../app-parts.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, wrongUsage } from '../context.ts'

export interface TrayCommandOptions {
  readonly json?: boolean | undefined
}

export async function trayCommand(
  action: string,
  archive: string | undefined,
  { json }: TrayCommandOptions,
  context: CommandContext,
  loadApp: () => Promise<Pick<AppParts, 'trayTools'>>,
): Promise<ExitCode> {
  if (action !== 'status' && action !== 'install' && action !== 'remove')
    return wrongUsage(context, `"${action}" is neither install, status nor remove.`, 'tce tray install')
  // A program is installed by people.
  if (action !== 'status') await personOnly(context, action === 'remove' ? 'settings' : undefined)
  const tools = await (await loadApp()).trayTools()
  if (action === 'install') return install(archive, tools, context)
  if (action === 'remove') return remove(tools, context)
  const status = await tools.status()
  if (json === true) context.terminal.printJson(status)
  else print(statusLines(status, context), context)
  return exitCodes.done
}

async function install(archive: string | undefined, tools: TrayTools, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  const progress = createProgressLine(terminal.io)
  const installed = await tools.install(archive, (state) => progress.show(trayInWords(state)))
  progress.clear()
  if (!installed.ok) throw new CliError(installed.error)
  print(statusLines(installed.value, context), context)
  return exitCodes.done
}

async function remove(tools: TrayTools, context: CommandContext): Promise<ExitCode> {
  const before = await tools.status()
  const removed = await tools.remove()
  if (!removed.ok) throw new CliError(removed.error)
  const what = before.bytes === 0 ? 'Nothing lay there.' : `${formatBytes(before.bytes)} are free again.`
  print([mark(context, true, `The tray is off. ${what} Back again: tce tray install`)], context)
  return exitCodes.done
}

function statusLines({ server, decision, folder, bytes }: TrayStatus, context: CommandContext): readonly Line[] {
  const isThere = server === undefined ? decision.do === 'show' : server.kind === 'shown'
  const words = server === undefined || isWithoutOne(server) ? decisionInWords(decision) : trayInWords(server)
  return [
    ...wrapLine(mark(context, isThere, words), context.terminal.look().columns),
    ...(bytes === 0 ? [] : [line('  ', span(`${folder}  ${formatBytes(bytes)}`, 'dim'))]),
  ]
}

/** Then the next start is what matters. */
const isWithoutOne = (state: TrayState): boolean => state.kind === 'off' && state.reason === 'not-started-here'

function mark({ terminal }: CommandContext, isGood: boolean, text: string): Line {
  const { done, none } = terminal.look().glyphs
  return line(span(`${isGood ? done : none} `, isGood ? 'ok' : 'dim'), text)
}

const print = (lines: readonly Line[], { terminal }: CommandContext): void => terminal.print(lines)
