/** `tce usage --explain`: looked up in the ledger itself, because the arithmetic needs more than a report has. */

import { eitherOf } from '../../agents/kinds.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { firstAgent } from '../../core/process/agent-ids.ts'
import { line, span } from '../../terminal/roles.ts'
import { type AgentOption, agentOption } from '../agent-option.ts'
import type { CommandContext } from '../context.ts'
import { settings, wrongUsage } from '../context.ts'
import { explainView } from '../views/explain-view.ts'
import { shownLabel } from '../views/usage-words.ts'
import { withLedger } from '../with-ledger.ts'

interface ExplainOptions extends AgentOption {
  readonly timezone?: string | undefined
  readonly json?: boolean | undefined
}

export async function explainCommand(
  what: string,
  options: ExplainOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, nowMs } = context
  const agents = agentOption(options)
  if (!agents.ok) return wrongUsage(context, agents.error.message, `tce usage --explain today --agent ${firstAgent}`)
  const { usage } = await settings(context)
  const timezone = options.timezone ?? usage.timezone
  return withLedger(context, async ({ ledger, prices }) => {
    await ledger.updateUsage()
    const { createUsageService } = await import('../../tracker/usage-service.ts')
    const explanation = createUsageService({ ledger, prices, clock: nowMs, timezone }).explain(what, {
      agents: agents.value,
    })
    if (explanation === undefined) {
      const { glyphs } = terminal.look()
      const of = agents.value === undefined ? '' : ` of ${eitherOf(agents.value)}`
      terminal.printError([
        line(span(`${glyphs.failed} `, 'bad'), `No session, day or model${of} matches "${shownLabel(what, glyphs)}".`),
        line('  ', span('Next: ', 'dim'), 'tce usage --by model, or tce sessions'),
      ])
      return exitCodes.nothingMatched
    }
    if (options.json === true) terminal.printJson(explanation)
    else terminal.print(explainView(explanation, terminal.look()))
    return exitCodes.done
  })
}
