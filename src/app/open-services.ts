/** Asks a running server first and otherwise looks itself; so it does beside a server of another version, and says it. */
import { findServer, oneVersionAgain, otherVersion } from '../client/find-server.ts'
import { insideAgent } from '../client/inside-agent.ts'
import { CliError } from '../core/cli-error.ts'
import type { Config } from '../core/settings/config.ts'
import { createAgentGuard, guardServices } from '../services/guard-agents.ts'
import type { Services } from '../services/services.ts'
import { productVersion } from '../storage/version.ts'
import { loadConfig } from './config.ts'

/** `say` is told what the user should know besides the answer. */
export async function openServices(say: (message: string) => void, readSettings = loadConfig): Promise<Services> {
  const config = await readSettings()
  if (!config.ok) throw new CliError(config.error.message)
  const server = await findServer(config.value.dataDir)
  const difference = server && otherVersion(server, productVersion())
  if (difference !== undefined) say(`${difference}: tce looks by itself (to use one: ${oneVersionAgain}).`)
  if (server === undefined || difference !== undefined) {
    const { createLocalServices } = await import('./local-services.ts')
    return guarded(createLocalServices({ config: config.value }), config.value)
  }
  const [{ createServerClient }, { createRemoteServices }] = await Promise.all([
    import('../client/server-client.ts'),
    import('../client/remote-services.ts'),
  ])
  return guarded(createRemoteServices(createServerClient(server, 'cli', insideAgent)), config.value)
}

/** For a command, which an agent may have typed. */
export const guarded = (services: Services, { rights }: Config): Services =>
  guardServices(
    services,
    createAgentGuard(insideAgent, async () => rights.agentsMay),
  )
