/** `tce pin` and `tce unpin <pid|name|session>…` */

import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { plainText } from '../../core/words/text.ts'
import type { PinReport } from '../../services/fleet.ts'
import { boldLabel, choiceList } from '../../terminal/kill-view.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import type { Target } from '../../terminal/target.ts'
import { resolveTarget } from '../../terminal/target.ts'
import type { CommandContext } from '../context.ts'
import { withServices } from '../context.ts'
import { noMatch } from '../views/no-match.ts'

export interface PinOptions {
  readonly json?: boolean | undefined
}

export function pinCommand(
  action: 'pin' | 'unpin',
  queries: readonly string[],
  { json }: PinOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, nowMs } = context
  return withServices(context, async (services) => {
    const fleet = await services.fleet.read()
    const resolutions = queries.map((query) => resolveTarget(query, fleet))
    const ambiguous = resolutions.find((resolution) => resolution.kind === 'ambiguous')
    if (ambiguous?.kind === 'ambiguous') {
      const { query, targets } = ambiguous
      const say = line(span('Say which: ', 'dim'), `tce ${action} ${targets[0]?.pid}`)
      terminal.printError([...choiceList(query, targets, nowMs(), terminal.look()), emptyLine, say])
      return exitCodes.wrongUsage
    }
    const found = resolutions.flatMap((resolution) => (resolution.kind === 'found' ? [resolution.target] : []))
    const reports: PinReport[] = []
    for (const target of found) reports.push(await services.fleet[action](target, ownUser('cli')))
    if (json === true) terminal.printJson({ reports })
    else terminal.print(reports.flatMap((report, index) => pinLines(report, found[index], action, terminal.look())))
    const missing = resolutions.filter((resolution) => resolution.kind === 'none')
    for (const resolution of missing) terminal.printError(await noMatch(resolution, context, services.log))
    if (found.length === 0) return exitCodes.nothingMatched
    return missing.length > 0 || reports.some(({ ok }) => !ok) ? exitCodes.couldNot : exitCodes.done
  })
}

function pinLines(
  { ok, message }: PinReport,
  target: Target | undefined,
  action: 'pin' | 'unpin',
  look: Look,
): readonly Line[] {
  const { glyphs } = look
  if (!ok || target === undefined) return [line(span(`${glyphs.failed} `, 'bad'), plainText(message))]
  const effect = action === 'pin' ? ' is pinned: it will not be called stale.' : ' is no longer pinned.'
  const mark = action === 'pin' ? span(`${glyphs.pinned} `, 'pin') : span(`${glyphs.done} `, 'ok')
  return [line(mark, ...boldLabel(target, Math.max(12, look.columns - 2 - effect.length), look), effect)]
}
