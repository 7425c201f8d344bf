/** Asks a running server first and otherwise looks itself; so it does beside a server of another version, and says it. */
import { findServer, oneVersionAgain, otherVersion } from '../client/find-server.ts'
import { CliError } from '../core/cli-error.ts'
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
    return (await import('./local-services.ts')).createLocalServices({ config: config.value })
  }
  const [{ createServerClient }, { createRemoteServices }] = await Promise.all([
    import('../client/server-client.ts'),
    import('../client/remote-services.ts'),
  ])
  return createRemoteServices(createServerClient(server))
}
