/** `tce status` */

import { exitCodes } from '../../core/exit-code.ts'
import type { AgentId } from '../../core/process/agent-ids.ts'
import { fleetOfAgents } from '../../core/process/fleet-filter.ts'
import type { FleetReport } from '../../core/process/report.ts'
import { titleOf } from '../../core/session/session-title.ts'
import { jsonText } from '../../core/words/json.ts'
import { withAgents } from '../../services/fleet-of-agents.ts'
import { type LookServices, lookOf } from '../../services/look.ts'
import type { Services } from '../../services/services.ts'
import type { Line } from '../../terminal/roles.ts'
import { line } from '../../terminal/roles.ts'
import { type AgentOption, agentOption } from '../agent-option.ts'
import { agentsHere } from '../agents-here.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'
import type { LastSession, StatusContext } from '../views/status-view.ts'

export interface StatusOptions extends AgentOption {
  readonly json?: boolean | undefined
  readonly watch?: boolean | undefined
}

export async function statusCommand(options: StatusOptions, context: CommandContext): Promise<number> {
  const agents = agentOption(options)
  if (!agents.ok) return wrongUsage(context, agents.error.message, 'tce status --agent cx')
  const asked: StatusAsked = { isJson: options.json === true, agents: agents.value }
  if (options.watch === true)
    return withServices(context, (services) => watchStatus(withAgents(services, agents.value), asked, context))
  const look = await context.openLook()
  try {
    return await printStatus(look, asked, context)
  } finally {
    await look.close()
  }
}

interface StatusAsked {
  readonly isJson: boolean
  readonly agents: readonly AgentId[] | undefined
}

async function printStatus(look: LookServices, asked: StatusAsked, context: CommandContext): Promise<number> {
  const { terminal } = context
  const reading = look.fleet.read()
  const extras = asked.isJson ? undefined : startExtras(look, asked, context.nowMs())
  // Loaded while a server makes its answers.
  const view = asked.isJson ? undefined : loadView()
  const whole = await reading
  const fleet = asked.agents === undefined ? whole : fleetOfAgents(whole, asked.agents)
  if (view === undefined) terminal.printJson(fleet)
  else
    terminal.print(
      (await view).statusView(fleet, await statusContext(fleet, { asked, context, extras }), terminal.look()),
    )
  return exitCodes.done
}

async function watchStatus(services: Services, asked: StatusAsked, context: CommandContext): Promise<number> {
  const { terminal, watchEveryMs, signals } = context
  const { watchLive } = await import('../watch/live-display.ts')
  const stopLooking = services.bus.follow([], () => {}, { isAttentive: true })
  const note = `every ${watchEveryMs / 1000} s${terminal.canAsk ? ', q quits' : ''}`
  const draw = async (): Promise<readonly Line[]> => {
    const extras = asked.isJson ? undefined : startExtras(lookOf(services), asked, context.nowMs())
    const fleet = await services.fleet.read({ maxAgeMs: watchEveryMs / 2 })
    if (asked.isJson) return [line(jsonText(fleet))]
    return (await loadView()).statusView(
      fleet,
      { ...(await statusContext(fleet, { asked, context, extras })), note },
      terminal.look(),
    )
  }
  try {
    return await watchLive(terminal, { draw, everyMs: watchEveryMs, isList: asked.isJson }, signals)
  } finally {
    stopLooking()
  }
}

/** Only what a server knows is worth them. */
const loadSentence = () => import('../soon-full.ts')

/** JSON needs no words. */
const loadView = () => import('../views/status-view.ts')

interface Extras {
  readonly todayUsd: Promise<number | undefined>
  readonly lastSession: Promise<LastSession | undefined>
  /** What will be full before its reset and within a day. */
  readonly limit: Promise<string | undefined>
}

/** Only a server has these at hand; counting them here would make everybody wait. */
function startExtras({ atHand }: LookServices, { agents: agent }: StatusAsked, nowMs: number): Extras | undefined {
  if (atHand === undefined) return undefined
  const limits = atHand.limits.read()
  return {
    todayUsd: inTime(atHand.usage.report({ by: 'day', agent }).then(({ periods }) => periods.today.costUsd)),
    lastSession: inTime(
      atHand.sessions.list({ limit: 1, sort: 'active', agent }).then(async ({ sessions: [last] }) => {
        if (last === undefined) return undefined
        const { agent, project = titleOf(last) ?? last.id, lastActiveAt } = last
        return { agent, project, lastActiveAt, resumeCommand: (await atHand.sessions.find(last.id))?.resumeCommand }
      }),
    ),
    // Last, as it loads: all is asked by then.
    limit: inTime(Promise.all([limits, loadSentence()]).then(([report, { soonFull }]) => soonFull(report, nowMs))),
  }
}

const extrasTimeoutMs = 150

/** What is not there in time, or fails, is left out: it is an extra. */
function inTime<T>(answer: Promise<T | undefined>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), extrasTimeoutMs)
  })
  return Promise.race([answer.catch(() => undefined), late]).finally(() => clearTimeout(timer))
}

async function statusContext(
  fleet: FleetReport,
  of: { readonly asked: StatusAsked; readonly context: CommandContext; readonly extras: Extras | undefined },
): Promise<StatusContext> {
  const { asked, context, extras } = of
  const { nowMs } = context
  const isEmpty = fleet.processes.length === 0
  return {
    nowMs: nowMs(),
    todayUsd: await extras?.todayUsd,
    limit: await extras?.limit,
    lastSession: isEmpty ? await extras?.lastSession : undefined,
    agents: asked.agents,
    configDirs: isEmpty ? placesLookedAt(context, asked) : undefined,
  }
}

/** Of those that were asked for. */
const placesLookedAt = (context: CommandContext, { agents }: StatusAsked): readonly string[] =>
  agentsHere(context).flatMap(({ id, folders }) => (agents === undefined || agents.includes(id) ? folders : []))
