/** Asks a running server first and otherwise looks itself; so it does beside a server of another version, and says it. */
import { findServer, oneVersionAgain, otherVersion } from '../client/find-server.ts'
import { insideAgent } from '../client/inside-agent.ts'
import type { ServerClient } from '../client/server-client.ts'
import { CliError } from '../core/cli-error.ts'
import type { Config } from '../core/settings/config.ts'
import { createAgentGuard, guardServices } from '../services/guard-agents.ts'
import type { LookServices } from '../services/look.ts'
import type { Services } from '../services/services.ts'
import { productVersion } from '../storage/version.ts'
import { loadConfig } from './config.ts'

type Say = (message: string) => void

/** `say` is told what the user should know besides the answer. */
export async function openServices(say: Say, readSettings = loadConfig): Promise<Services> {
  const { config, server } = await whoAnswers(say, readSettings)
  if (server === undefined) {
    const { createLocalServices } = await import('./local-services.ts')
    return guarded(createLocalServices({ config }), config)
  }
  const { createRemoteServices } = await import('../client/remote-services.ts')
  return guarded(createRemoteServices(server), config)
}

/** The same for who only looks at the agents: it loads less. */
export async function openLook(say: Say): Promise<LookServices> {
  const { config, server } = await whoAnswers(say, loadConfig)
  if (server === undefined) return (await import('./look-here.ts')).lookHere(config)
  return (await import('../client/remote-look.ts')).createRemoteLook(server)
}

async function whoAnswers(say: Say, readSettings: typeof loadConfig): Promise<Answering> {
  const config = await readSettings()
  if (!config.ok) throw new CliError(config.error.message)
  const server = await findServer(config.value.dataDir)
  const difference = server && otherVersion(server, productVersion())
  if (difference !== undefined) say(`${difference}: tce looks by itself (to use one: ${oneVersionAgain}).`)
  if (server === undefined || difference !== undefined) return { config: config.value, server: undefined }
  const { createServerClient } = await import('../client/server-client.ts')
  return { config: config.value, server: createServerClient(server, 'cli', insideAgent) }
}

interface Answering {
  readonly config: Config
  /** Undefined: this program does it by itself. */
  readonly server: ServerClient | undefined
}

/** For a command, which an agent may have typed. */
export const guarded = (services: Services, { rights }: Config): Services =>
  guardServices(
    services,
    createAgentGuard(insideAgent, async () => rights.agentsMay),
  )
