/** `tce ledger status|rebuild` */

import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { CommandContext } from '../context.ts'
import { wrongUsage } from '../context.ts'
import { ledgerStatusView, updateView } from '../views/ledger-view.ts'
import { withLedger } from '../with-ledger.ts'

export interface LedgerOptions {
  readonly json?: boolean | undefined
}

export async function ledgerCommand(
  action: string,
  { json }: LedgerOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, nowMs } = context
  if (action !== 'status' && action !== 'rebuild') {
    return wrongUsage(
      context,
      `"${action}" is nothing to do with the ledger. Allowed: status, rebuild.`,
      'tce ledger status',
    )
  }
  return withLedger(context, async ({ ledger }) => {
    const update = action === 'rebuild' ? await ledger.rebuild() : await ledger.update()
    const status = ledger.status()
    if (json === true) terminal.printJson(action === 'rebuild' ? { update, status } : status)
    else {
      const done = action === 'rebuild' ? updateView(update, terminal.look()) : []
      terminal.print([...done, ...ledgerStatusView(status, nowMs(), terminal.look())])
    }
    return update.isSaved ? exitCodes.done : exitCodes.couldNot
  })
}
