/** `tce events prune --older 14d`: shows what would go, and takes it away after a yes; `tce events vacuum` gives its space back. */
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { GiveBackProblem, PruneProblem, PruneRequest } from '../../services/events.ts'
import type { Services } from '../../services/services.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { isAgreed } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { wrongUsage } from '../context.ts'
import { givenBackView, prunableView, prunedView } from '../views/event-prune-view.ts'

export interface PruneOptions {
  readonly older?: string | undefined
  readonly source?: string | undefined
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

const right = 'tce events prune --older 14d'

export async function pruneEvents(
  { older, source, yes = false, json = false }: PruneOptions,
  { events }: Services,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, nowMs } = context
  if (older === undefined) return wrongUsage(context, 'How old events have to be to go is missing.', right)
  const request: PruneRequest = { older, sources: source?.split(',').filter((name) => name !== '') }
  const found = await events.prunable(request)
  if (!found.ok) return fail(found.error, context)
  const look = terminal.look()
  const canGo = yes || (terminal.canAsk && !json)
  if (found.value.events === 0 || !canGo) {
    if (json) terminal.printJson(found.value)
    else terminal.print(prunableView(found.value, nowMs(), look))
    if (!json && found.value.events > 0) {
      terminal.printError([
        emptyLine,
        line(span('To take them away: ', 'dim'), `tce events prune --older ${older} --yes`),
      ])
    }
    return exitCodes.done
  }
  if (!yes) {
    terminal.print([...prunableView(found.value, nowMs(), look), emptyLine])
    const question = line('Take them away? Nobody can bring them back. ', span('[y/N]', 'dim'), ' ')
    if (!(await isAgreed(terminal, question, 'Nothing was taken away.'))) return exitCodes.done
  }
  const pruned = await events.prune(request, ownUser('cli'))
  if (!pruned.ok) return fail(pruned.error, context)
  if (json) terminal.printJson(pruned.value)
  else terminal.print(prunedView(pruned.value, look))
  return exitCodes.done
}

/** `tce events vacuum`: it takes nothing away, so it asks nothing. */
export async function vacuumEvents(
  { json = false }: Pick<PruneOptions, 'json'>,
  { events }: Services,
  context: CommandContext,
): Promise<ExitCode> {
  const given = await events.giveBack(ownUser('cli'))
  if (!given.ok) return fail(given.error, context)
  const { terminal } = context
  if (json) terminal.printJson(given.value)
  else terminal.print(givenBackView(given.value, terminal.look()))
  return exitCodes.done
}

function fail({ kind, message }: PruneProblem | GiveBackProblem, context: CommandContext): ExitCode {
  if (kind === 'no-time') return wrongUsage(context, message.replace('"older"', '--older'), right)
  const { terminal } = context
  terminal.printError([
    line(span(`${terminal.look().glyphs.failed} `, 'bad'), message),
    line('  ', span('Next: ', 'dim'), 'tce doctor'),
  ])
  return exitCodes.couldNot
}
