/** Plans and limits of this machine, loaded when somebody asks, or tells of some: a look at agents has nothing to do with them. */
import { whenAsked } from '../../core/when-asked.ts'
import type { createLimits, LocalLimits } from './limits.ts'
import { sharedSource } from './shared-source.ts'

export function limitsOnDemand(...given: Parameters<typeof createLimits>): LocalLimits {
  const limits = sharedSource(async () => (await import('./limits.ts')).createLimits(...given))
  const [, { reportError }] = given
  const tell = (what: (to: LocalLimits) => void) =>
    void limits
      .open()
      .then(what)
      .catch((cause: unknown) => reportError('Limits could not be kept', cause))
  return {
    ...whenAsked(limits.open, ['read', 'ask', 'accountOf', 'forget', 'clear', 'drawn']),
    noteLedger(ledger) {
      // What it says now: the next word may pass another mark.
      const told = ledger.accounts()
      tell((to) => to.noteLedger({ accounts: () => told }))
    },
    begin: () => tell((to) => to.begin()),
    noteInstall: () => limits.now?.noteInstall(),
    statusLines: () => limits.now?.statusLines() ?? [],
    close: limits.close,
  }
}
