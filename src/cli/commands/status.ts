/** `tce status` */
import { homedir } from 'node:os'
import type { Platform } from '../../agents/agent.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { FleetReport } from '../../core/process/report.ts'
import { jsonText } from '../../core/words/json.ts'
import type { Services } from '../../services/services.ts'
import type { Line } from '../../terminal/roles.ts'
import { line } from '../../terminal/roles.ts'
import type { CommandContext } from '../context.ts'
import { withServices } from '../context.ts'
import type { LastSession, StatusContext } from '../views/status-view.ts'
import { statusView } from '../views/status-view.ts'
import { watchLive } from '../watch/live-display.ts'

export interface StatusOptions {
  readonly json?: boolean | undefined
  readonly watch?: boolean | undefined
}

export function statusCommand(options: StatusOptions, context: CommandContext): Promise<number> {
  return withServices(context, (services) =>
    options.watch === true ? watchStatus(services, options, context) : printStatus(services, options, context),
  )
}

async function printStatus(services: Services, { json }: StatusOptions, context: CommandContext): Promise<number> {
  const { terminal } = context
  const extras = json === true ? undefined : startExtras(services)
  const fleet = await services.fleet.read()
  if (json === true) terminal.printJson(fleet)
  else terminal.print(statusView(fleet, await statusContext(fleet, context, extras), terminal.look()))
  return exitCodes.done
}

async function watchStatus(services: Services, { json }: StatusOptions, context: CommandContext): Promise<number> {
  const { terminal, watchEveryMs, signals } = context
  const stopLooking = services.bus.follow([], () => {}, { isAttentive: true })
  const note = `every ${watchEveryMs / 1000} s${terminal.canAsk ? ', q quits' : ''}`
  const draw = async (): Promise<readonly Line[]> => {
    const extras = json === true ? undefined : startExtras(services)
    const fleet = await services.fleet.read({ maxAgeMs: watchEveryMs / 2 })
    if (json === true) return [line(jsonText(fleet))]
    return statusView(fleet, { ...(await statusContext(fleet, context, extras)), note }, terminal.look())
  }
  try {
    return await watchLive(terminal, { draw, everyMs: watchEveryMs, isList: json === true }, signals)
  } finally {
    stopLooking()
  }
}

interface Extras {
  readonly todayUsd: Promise<number | undefined>
  readonly lastSession: Promise<LastSession | undefined>
}

/** Only a server has these at hand; counting them here would make everybody wait. */
function startExtras(services: Services): Extras | undefined {
  if (services.origin !== 'server') return undefined
  return {
    todayUsd: inTime(services.usage.report({ by: 'day' }).then(({ periods }) => periods.today.costUsd)),
    lastSession: inTime(
      services.sessions.list({ limit: 1, sort: 'active' }).then(async ({ sessions: [last] }) => {
        if (last === undefined) return undefined
        const { project = last.title ?? last.id, lastActiveAt } = last
        return { project, lastActiveAt, resumeCommand: (await services.sessions.find(last.id))?.resumeCommand }
      }),
    ),
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
  { nowMs, terminal }: CommandContext,
  extras: Extras | undefined,
): Promise<StatusContext> {
  const isEmpty = fleet.processes.length === 0
  return {
    nowMs: nowMs(),
    todayUsd: await extras?.todayUsd,
    lastSession: isEmpty ? await extras?.lastSession : undefined,
    configDirs: isEmpty ? await placesLookedAt(terminal.io.env, terminal.io.platform) : undefined,
  }
}

/** The folders of all agents, with ~ for the home. */
async function placesLookedAt(env: CommandEnv, platform: NodeJS.Platform): Promise<readonly string[]> {
  const { agents } = await import('../../agents/index.ts')
  const homeDir = homedir()
  const environment = { platform: platformOf(platform), homeDir, env }
  const dirs = Object.values(agents).flatMap((agent) => agent.configDirs(environment))
  return dirs.map((dir) => (dir.startsWith(homeDir) ? `~${dir.slice(homeDir.length)}` : dir))
}

type CommandEnv = CommandContext['terminal']['io']['env']
const platformOf = (platform: NodeJS.Platform): Platform =>
  platform === 'darwin' || platform === 'win32' ? platform : 'linux'
