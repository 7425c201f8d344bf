/** `tce restore <file>`: the backup is checked first; what is there is put aside, never lost, and only after a yes. */
import { resolve } from 'node:path'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import type { AppParts, OpenedBackup } from '../app-parts.ts'
import { isAgreed } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { personOnly } from '../context.ts'
import { failed } from '../failed.ts'
import { shortHere } from '../short-path.ts'
import { restorableView, restoredView } from '../views/backup-view.ts'

export interface RestoreOptions {
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

export async function restoreCommand(
  file: string,
  options: RestoreOptions,
  context: CommandContext,
  loadApp: () => Promise<Pick<AppParts, 'backupTools'>>,
): Promise<ExitCode> {
  await personOnly(context, undefined)
  const opened = await (await (await loadApp()).backupTools()).open(resolve(file))
  if (!opened.ok) return failed(opened.error.message, context, exitCodes.couldNot, opened.error.next)
  try {
    return await restore(file, opened.value, options, context)
  } finally {
    await opened.value.close()
  }
}

async function restore(
  file: string,
  { report, restore: putInPlace }: OpenedBackup,
  { yes = false, json = false }: RestoreOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, nowMs } = context
  const look = terminal.look()
  const isInUse = report.replaces.length > 0
  if (!yes && isInUse) {
    if (json) terminal.printJson(report)
    else terminal.print(restorableView(report, nowMs(), look))
    if (json || !terminal.canAsk) {
      const next = line(span('To put it in the place of what is here: ', 'dim'), `tce restore ${file} --yes`)
      terminal.printError([...(json ? [] : [emptyLine]), next])
      return exitCodes.wrongUsage
    }
    terminal.print([emptyLine])
    const question = line('Put what is here aside, and restore? ', span('[y/N]', 'dim'), ' ')
    if (!(await isAgreed(terminal, question, 'Nothing was changed.'))) return exitCodes.done
  }
  const restored = await putInPlace()
  if (!restored.ok) return failed(restored.error.message, context, exitCodes.couldNot, restored.error.next)
  if (json) terminal.printJson(restored.value)
  else terminal.print(restoredView(restored.value, shortHere, nowMs(), look))
  return exitCodes.done
}
