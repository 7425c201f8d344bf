/** What the checks of `tce doctor` look at: gathered once, so that each check is a question and no search. */

import { homedir } from 'node:os'
import type { AgentEnvironment } from '../../agents/agent.ts'
import type { FoundServer } from '../../client/find-server.ts'
import { findServer } from '../../client/find-server.ts'
import type { FleetReport } from '../../core/process/report.ts'
import type { Result } from '../../core/result.ts'
import type { SettingsRead } from '../../core/settings/config.ts'
import type { Services } from '../../services/services.ts'
import { agentEnvironment } from '../../storage/agent-environment.ts'
import type { Environment } from '../../terminal/roles.ts'
import type { AppParts } from '../app-parts.ts'

export interface DoctorFacts {
  readonly nowMs: number
  readonly env: Environment
  readonly platform: NodeJS.Platform
  readonly homeDir: string
  readonly config: SettingsRead
  readonly server?: FoundServer | undefined
  /** The fleet, or why there is none. */
  readonly fleet: Result<FleetReport, string>
  readonly services?: Services | undefined
  /** Why there is no tray here. Undefined: there can be one. */
  readonly trayObstacle: AppParts['trayObstacle']
}

export interface FactSources {
  readonly nowMs: number
  readonly env: Environment
  readonly platform: NodeJS.Platform
  readonly openServices: () => Promise<Services>
  readonly readSettings: () => Promise<SettingsRead>
  readonly trayObstacle: DoctorFacts['trayObstacle']
}

export async function gatherFacts({
  nowMs,
  env,
  platform,
  openServices,
  readSettings,
  trayObstacle,
}: FactSources): Promise<DoctorFacts> {
  const config = await readSettings()
  const server = config.ok ? await findServer(config.value.dataDir) : undefined
  const services = await openServices().catch((cause: unknown) =>
    String(cause instanceof Error ? cause.message : cause),
  )
  const fleet = typeof services === 'string' ? problem(services) : await readFleet(services)
  return {
    nowMs,
    env,
    platform,
    homeDir: homedir(),
    config,
    server,
    fleet,
    services: typeof services === 'string' ? undefined : services,
    trayObstacle,
  }
}

const problem = (message: string): Result<never, string> => ({ ok: false, error: message })

const readFleet = (services: Services): Promise<Result<FleetReport, string>> =>
  services.fleet.read().then(
    (value) => ({ ok: true as const, value }),
    (cause: unknown) => problem(cause instanceof Error ? cause.message : String(cause)),
  )

/** The machine as agents' own functions see it. */
export const environmentOf = ({ env, platform, homeDir }: DoctorFacts): AgentEnvironment =>
  agentEnvironment(env, platform, homeDir)

/** `~/.claude` instead of `/home/dev/.claude`. */
export const shortPath = (path: string, homeDir: string): string =>
  path === homeDir || path.startsWith(`${homeDir}/`) ? `~${path.slice(homeDir.length)}` : path
