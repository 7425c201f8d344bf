/** `tce kill-stale` */
import { setTimeout as pause } from 'node:timers/promises'
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { FleetReport } from '../../core/process/report.ts'
import { withAgents } from '../../services/fleet-of-agents.ts'
import type { Services } from '../../services/services.ts'
import { killResults, killSum } from '../../terminal/kill-view.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { agentTarget } from '../../terminal/target.ts'
import { type AgentOption, agentOption } from '../agent-option.ts'
import { isAgreed } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'
import { killStalePrompt, killStaleView } from '../views/kill-stale-view.ts'
import type { StalePlan } from '../views/stale-plan.ts'
import { needsCpuSample, stalePlan } from '../views/stale-plan.ts'
import { exitCodeOf } from './kill.ts'

export interface KillStaleOptions extends AgentOption {
  readonly dryRun?: boolean | undefined
  readonly force?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

export async function killStaleCommand(options: KillStaleOptions, context: CommandContext): Promise<ExitCode> {
  const agents = agentOption(options)
  if (!agents.ok) return wrongUsage(context, agents.error.message, 'tce kill-stale --agent cx --dry-run')
  return withServices(context, async (all) => {
    const services = withAgents(all, agents.value)
    const plan = await planFor(services, context)
    if (options.dryRun === true || plan.targets.length === 0) return show(plan, options, context)
    if (options.yes !== true && (!context.terminal.canAsk || options.json === true)) return refuse(plan, context)
    if (options.yes !== true && !(await isConfirmed(plan, context))) return exitCodes.done
    return killThese(services, plan, options, context)
  })
}

/** Quiet for hours or busy right now: where only the CPU can tell, it takes a second look. */
async function planFor(services: Services, { cpuWindowMs }: CommandContext): Promise<StalePlan> {
  const plan = stalePlan(await services.fleet.read())
  if (!needsCpuSample(plan)) return plan
  await pause(cpuWindowMs)
  const second: FleetReport = await services.fleet.read()
  return stalePlan(second)
}

function show(plan: StalePlan, { json }: KillStaleOptions, { terminal, nowMs }: CommandContext): ExitCode {
  if (json === true) terminal.printJson(plan)
  else terminal.print(killStaleView(plan, nowMs(), terminal.look(), 'dry-run'))
  return exitCodes.done
}

/** Ending a list nobody has seen needs a plain word. */
function refuse(plan: StalePlan, { terminal, nowMs }: CommandContext): ExitCode {
  terminal.printError([
    ...killStaleView(plan, nowMs(), terminal.look(), 'dry-run'),
    emptyLine,
    line(span('Nobody can be asked here. To end them: ', 'dim'), 'tce kill-stale --yes'),
  ])
  return exitCodes.wrongUsage
}

async function isConfirmed(plan: StalePlan, { terminal, nowMs }: CommandContext): Promise<boolean> {
  terminal.print([...killStaleView(plan, nowMs(), terminal.look(), 'ask'), emptyLine])
  const isWanted = await isAgreed(terminal, killStalePrompt(plan), 'Nothing was sent.')
  if (isWanted) terminal.print([emptyLine])
  return isWanted
}

/** Exactly those that were shown: one that is another process by now is left alone. */
async function killThese(
  services: Services,
  plan: StalePlan,
  { force, json }: KillStaleOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const targets = plan.targets.map(agentTarget)
  const refs = targets.map(({ pid, start }) => ({ pid, start }))
  const reports = await services.fleet.kill({ targets: refs, force: force === true }, ownUser('cli'))
  if (json === true) terminal.printJson({ reports })
  else {
    terminal.print(killResults(reports, targets, terminal.look(), { isNamed: true }))
    if (reports.length > 1) terminal.print([emptyLine, killSum(reports.filter(({ ok }) => ok).length, reports.length)])
  }
  return exitCodeOf(reports, false)
}
