/** `tce token`: where the token lies; the token itself only on a terminal or when asked for. */

import { readToken, tokenFile } from '../../client/find-server.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { line, span } from '../../terminal/roles.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, settings } from '../context.ts'

export interface TokenOptions {
  readonly show?: boolean | undefined
  readonly json?: boolean | undefined
}

export async function tokenCommand({ show, json }: TokenOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  const { dataDir } = await settings(context)
  const path = tokenFile(dataDir)
  const token = readToken(dataDir)
  const isShown = show === true || terminal.io.isTTY
  // With it in the environment of an agent's shell every guard of this kind is gone.
  if (isShown) await personOnly(context, undefined)
  if (token === undefined) {
    terminal.printError([
      line(
        span(`${terminal.look().glyphs.failed} `, 'bad'),
        `There is no token in ${path}: the server has not run yet.`,
      ),
      line('  ', span('Next: ', 'dim'), 'tce dashboard'),
    ])
    return exitCodes.couldNot
  }
  if (json === true) terminal.printJson({ path, ...(isShown ? { token } : {}) })
  else terminal.print([line(span(path, isShown ? 'dim' : undefined)), ...(isShown ? [line(token)] : [])])
  return exitCodes.done
}
