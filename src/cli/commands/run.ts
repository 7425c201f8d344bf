/** `tce run`: dashboard and tray together, until it is told to end. */
import type { AppParts } from '../app-parts.ts'
import type { CommandContext } from '../context.ts'
import { portOf, wrongPort } from './dashboard.ts'

export interface RunOptions {
  readonly port?: string | undefined
  readonly host?: string | undefined
  /** Commander's name for `--no-tray`. */
  readonly tray: boolean
  readonly allowRemote?: boolean | undefined
  readonly requireToken?: boolean | undefined
}

export async function runCommand(
  { port, host, tray, allowRemote, requireToken }: RunOptions,
  context: CommandContext,
  loadApp: () => Promise<Pick<AppParts, 'runApp'>>,
): Promise<number> {
  const number = portOf(port)
  if (number === 'wrong') return wrongPort(port, context)
  return (await loadApp()).runApp({
    port: number,
    host,
    isTrayWanted: tray,
    isRemoteAllowed: allowRemote,
    isTokenRequired: requireToken,
  })
}
