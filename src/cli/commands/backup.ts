/** `tce backup <file>`: all that exists nowhere else, in one file, while everything goes on. */
import { resolve } from 'node:path'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { createProgressLine } from '../../terminal/progress-line.ts'
import type { AppParts } from '../app-parts.ts'
import type { CommandContext } from '../context.ts'
import { personOnly } from '../context.ts'
import { failed } from '../failed.ts'
import { shortHere } from '../short-path.ts'
import { backedUpView } from '../views/backup-view.ts'

export interface BackupOptions {
  readonly secrets?: boolean | undefined
  readonly force?: boolean | undefined
  readonly json?: boolean | undefined
}

export async function backupCommand(
  file: string,
  { secrets = false, force = false, json = false }: BackupOptions,
  context: CommandContext,
  loadApp: () => Promise<Pick<AppParts, 'backupTools'>>,
): Promise<ExitCode> {
  // Whoever has the file has read everything.
  await personOnly(context, undefined)
  const { terminal } = context
  const progress = createProgressLine(terminal.io)
  const made = await (await (await loadApp()).backupTools()).backUp({
    file: resolve(file),
    withSecrets: secrets,
    isReplacing: force,
    onStore: (what) => progress.show(`${what} …`),
  })
  progress.clear()
  if (!made.ok) return failed(made.error.message, context, exitCodes.couldNot, made.error.next)
  if (json) terminal.printJson(made.value)
  else terminal.print(backedUpView(made.value, shortHere, terminal.look()))
  return exitCodes.done
}
