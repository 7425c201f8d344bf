/** Asks a running server first and otherwise looks itself. */
import { findServer } from '../client/find-server.ts'
import { CliError } from '../core/cli-error.ts'
import type { Services } from '../services/services.ts'
import { loadConfig } from './config.ts'

export async function openServices(): Promise<Services> {
  const config = await loadConfig()
  if (!config.ok) throw new CliError(config.error.message)
  const server = await findServer(config.value.dataDir)
  if (server === undefined) return (await import('./app.ts')).createLocalServices()
  const [{ createServerClient }, { createRemoteServices }] = await Promise.all([
    import('../client/server-client.ts'),
    import('../client/remote-services.ts'),
  ])
  return createRemoteServices(createServerClient(server))
}
