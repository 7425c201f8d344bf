/** What looks at the agents of this machine, from its parts: for all services, and for who only looks. Each is loaded with the first look. */
import type { Agent, AgentEnvironment } from '../agents/agent.ts'
import { agents } from '../agents/index.ts'
import { agentsOn, type RecordSource, recordSourcesOf } from '../agents/machine-sources.ts'
import { createPins } from '../control/pins.ts'
import { once } from '../core/once.ts'
import type { AgentProcess, ProcessTable } from '../core/process/process.ts'
import type { Config } from '../core/settings/config.ts'
import type { Scanner } from '../scanner/scanner.ts'
import type { LookParts } from '../services/local/looks.ts'
import { createSessionNames } from '../sessions/session-names.ts'
import { agentEnvironment } from '../storage/agent-environment.ts'

export const knownAgents: readonly Agent[] = Object.values(agents)
export const agentOf = ({ agent }: Pick<AgentProcess, 'agent'>): Agent | undefined =>
  knownAgents.find(({ id }) => id === agent)

type OwnLookParts = Required<Pick<LookParts, 'scan' | 'pins' | 'names' | 'resumeCommand' | 'policy' | 'refresh'>> &
  Pick<LookParts, 'liveSessions' | 'keepOf'>

export interface MachineLook {
  readonly environment: AgentEnvironment
  /** Those that are not switched off. */
  readonly shown: readonly Agent[]
  readonly sources: readonly RecordSource[]
  readonly processes: () => Promise<{ readonly table: ProcessTable; readonly scanner: Scanner }>
  readonly parts: OwnLookParts
}

export function machineLook(config: Config, current: () => Config = () => config): MachineLook {
  const environment = agentEnvironment()
  const shown = agentsOn(agents, config.agents)
  const sources = recordSourcesOf(shown, environment)
  const liveSessions = once(async () => (await import('../sessions/live-sessions.ts')).createLiveSessions(sources))
  const processes = once(() => openProcesses(shown, environment, current))
  const parts: OwnLookParts = {
    scan: async () => (await processes()).scanner.scan(),
    liveSessions: async (others) => (await liveSessions()).look(others),
    pins: createPins({
      dataDir: config.dataDir,
      table: { inspect: async (pid) => (await processes()).table.inspect(pid) },
    }),
    keepOf: keepFoldersOf(config.dataDir, shown),
    names: createSessionNames(config.dataDir).read,
    resumeCommand: (target) => agentOf(target)?.resumeCommand(target),
    policy: () => current().health,
    refresh: () => current().refresh,
  }
  return { environment, shown, sources, processes, parts }
}

async function openProcesses(shown: readonly Agent[], environment: AgentEnvironment, current: () => Config) {
  const [{ createProcessTable }, { createScanner }, { createTitles }] = await Promise.all([
    import('../scanner/process-table.ts'),
    import('../scanner/scanner.ts'),
    import('../scanner/terminal-titles.ts'),
  ])
  const table = createProcessTable()
  const scanner = createScanner({
    table,
    agents: shown,
    environment,
    idleBelowCpuPercent: () => current().health.idleBelowCpuPercent,
    // Loaded only when a host has to be asked.
    readTitles: environment.platform === 'win32' ? undefined : createTitles(),
    askHost: async (socketPath, talk) => (await import('../control/talk-to-host.ts')).talkToHost(socketPath, talk),
  })
  return { table, scanner }
}

/** Of agents that keep their log in the folder they work in; one that can't be kept is tried again with the next look. */
function keepFoldersOf(dataDir: string, shown: readonly Agent[]): NonNullable<LookParts['keepOf']> {
  const agents = shown.filter(({ sessions }) =>
    sessions.some((form) => form.kind === 'documents' && form.inWorkingFolder !== undefined),
  )
  const kept = new Set<string>()
  return async ({ processes }) => {
    for (const { agent, cwd } of processes) {
      const id = agents.find((one) => one.id === agent)?.id
      const key = `${agent} ${cwd}`
      if (id === undefined || cwd === undefined || kept.has(key)) continue
      const [{ keepWorkingFolder }, { repositoryRootOf }] = await Promise.all([
        import('../storage/working-folders.ts'),
        import('../storage/repository-root.ts'),
      ])
      const dirs = new Set([cwd, repositoryRootOf(cwd) ?? cwd])
      const areKept = await Promise.all([...dirs].map((dir) => keepWorkingFolder(dataDir, { agent: id, dir })))
      if (areKept.every(Boolean)) kept.add(key)
    }
  }
}
