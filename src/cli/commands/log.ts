/** `tce log` */

import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { firstAgent } from '../../core/process/agent-ids.ts'
import { type AgentOption, agentOption } from '../agent-option.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'
import { logView } from '../views/log-view.ts'

export interface LogOptions extends AgentOption {
  readonly limit: string
  readonly json?: boolean | undefined
}

export async function logCommand({ limit, json, agent }: LogOptions, context: CommandContext): Promise<ExitCode> {
  const count = Number(limit)
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    return wrongUsage(context, `--limit is "${limit}". Allowed: 1 to 1000.`, 'tce log --limit 50')
  const agents = agentOption({ agent })
  if (!agents.ok) return wrongUsage(context, agents.error.message, `tce log --agent ${firstAgent}`)
  return withServices(context, async (services) => {
    const entries = await services.log.newest(count, agents.value)
    const { terminal } = context
    if (json === true) terminal.printJson({ entries })
    else terminal.print(logView(entries, { nowMs: context.nowMs(), agents: agents.value }, terminal.look()))
    return exitCodes.done
  })
}
