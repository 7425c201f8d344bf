/**
 * A monitor of this machine, from its parts. What looks at processes is loaded when a scan is first asked for, the ledger's store
 * with the first report: a command that needs one of them does not wait for the other.
 */
import type { Agent } from '../agents/agent.ts'
import { claude } from '../agents/claude/index.ts'
import { agents } from '../agents/index.ts'
import { recordSourcesOf } from '../agents/machine-sources.ts'
import { createAuditLog } from '../control/audit.ts'
import { createPins } from '../control/pins.ts'
import type { AgentProcess } from '../core/process/process.ts'
import type { Config } from '../core/settings/config.ts'
import type { UsageQuery } from '../core/usage/usage.ts'
import type { Monitor } from '../services/monitor.ts'
import { createMonitor } from '../services/monitor.ts'
import { agentEnvironment } from '../storage/agent-environment.ts'

export interface LocalMonitorOptions {
  readonly config: Config
  /** The settings as they are now, for a program in which they change. @default config */
  readonly current?: (() => Config) | undefined
  /** Keeps the ledger up to date with the files as they grow, for a server that stays. */
  readonly isFollowing?: boolean
}

export function createLocalMonitor({
  config,
  current = () => config,
  isFollowing = false,
}: LocalMonitorOptions): Monitor {
  const environment = agentEnvironment()
  const known: readonly Agent[] = Object.values(agents)
  const agentOf = ({ agent }: Pick<AgentProcess, 'agent'>) => known.find(({ id }) => id === agent)
  const openProcesses = async () => {
    const [{ createProcessTable }, { createScanner }, { createKiller }] = await Promise.all([
      import('../scanner/process-table.ts'),
      import('../scanner/scanner.ts'),
      import('../control/kill.ts'),
    ])
    const table = createProcessTable()
    const scanner = createScanner({
      table,
      agents: known,
      environment,
      idleBelowCpuPercent: () => current().health.idleBelowCpuPercent,
    })
    const killer = createKiller({
      table,
      stopArguments: (target) => agentOf(target)?.stopArguments(target),
      graceMs: config.kill.graceMs,
    })
    return { table, scanner, killer }
  }
  let opened: ReturnType<typeof openProcesses> | undefined
  const processes = () => {
    opened ??= openProcesses()
    return opened
  }
  return createMonitor({
    scan: async () => (await processes()).scanner.scan(),
    killOne: async (...order) => (await processes()).killer.killOne(...order),
    pins: createPins({
      dataDir: config.dataDir,
      table: { inspect: async (pid) => (await processes()).table.inspect(pid) },
    }),
    audit: createAuditLog({ dataDir: config.dataDir }),
    openUsage: async () => {
      const { openUsage } = await import('../tracker/open-usage.ts')
      const source = await openUsage({
        dataDir: config.dataDir,
        configDir: config.configDir,
        sources: recordSourcesOf(known, environment),
        isFollowing,
      })
      // The zone and the week of a question without its own are those of the settings now.
      return {
        ...source,
        usage: (query) => source.usage({ ...query, ...zoneFor(query, current()) }),
        sessions: (query) => source.sessions({ ...query, timezone: query.timezone ?? current().usage.timezone }),
      }
    },
    openSessions: async (figuresOf) => {
      const [{ createSessionWatcher }, { loadPriceBook }] = await Promise.all([
        import('../sessions/session-watcher.ts'),
        import('./sources.ts'),
      ])
      const prices = await loadPriceBook(config.configDir)
      return createSessionWatcher({
        configDirs: known.flatMap((agent) => agent.configDirs(environment)),
        prices: prices.ok ? prices.value : prices.fallback,
        figuresOf,
        resumeCommand: (sessionId) => claude.resumeCommand({ sessionId }),
      })
    },
    resumeCommand: (target) => agentOf(target)?.resumeCommand(target),
    get policy() {
      return current().health
    },
    get refresh() {
      return current().refresh
    },
  })
}

const zoneFor = ({ timezone, weekStartsOn }: UsageQuery, { usage }: Config): Partial<UsageQuery> => ({
  timezone: timezone ?? usage.timezone,
  weekStartsOn: weekStartsOn ?? usage.weekStartsOn,
})
