/** A monitor of this machine, from its parts. The ledger's store is loaded when a report is first asked for, not before. */
import { homedir } from 'node:os'
import type { Agent, AgentEnvironment, Platform } from './agents/agent.ts'
import { agents } from './agents/index.ts'
import type { Config } from './config.ts'
import { createAuditLog } from './control/audit.ts'
import { createKiller } from './control/kill.ts'
import { createPins } from './control/pins.ts'
import type { AgentProcess } from './core/process.ts'
import type { Monitor } from './monitor.ts'
import { createMonitor } from './monitor.ts'
import { createProcessTable } from './scanner/process-table.ts'
import { createScanner } from './scanner/scanner.ts'

export interface LocalMonitorOptions {
  readonly config: Config
  /** Keeps the ledger up to date with the files as they grow, for a server that stays. */
  readonly isFollowing?: boolean
}

export function createLocalMonitor({ config, isFollowing = false }: LocalMonitorOptions): Monitor {
  const table = createProcessTable()
  const environment: AgentEnvironment = {
    platform: process.platform as Platform,
    homeDir: homedir(),
    env: process.env,
  }
  const known: readonly Agent[] = Object.values(agents)
  const agentOf = ({ agent }: Pick<AgentProcess, 'agent'>) => known.find(({ id }) => id === agent)
  const scanner = createScanner({ table, agents: known, environment })
  const killer = createKiller({
    table,
    stopArguments: (target) => agentOf(target)?.stopArguments(target),
    graceMs: config.kill.graceMs,
  })
  return createMonitor({
    scan: () => scanner.scan(),
    killOne: killer.killOne,
    pins: createPins({ dataDir: config.dataDir, table }),
    audit: createAuditLog({ dataDir: config.dataDir }),
    openUsage: async () => {
      const { openUsage } = await import('./tracker/open-usage.ts')
      return openUsage({
        dataDir: config.dataDir,
        configDir: config.configDir,
        sources: known.flatMap((agent) => agent.configDirs(environment)),
        timezone: config.usage.timezone,
        weekStartsOn: config.usage.weekStartsOn,
        isFollowing,
      })
    },
    resumeCommand: (target) => agentOf(target)?.resumeCommand(target),
    policy: config.health,
    refresh: config.refresh,
  })
}
