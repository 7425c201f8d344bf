/** Asks a running server first and otherwise looks itself. */
import { findServer } from '../client/find-server.ts'
import { CliError } from '../core/cli-error.ts'
import type { Monitor } from '../services/monitor.ts'
import { loadConfig } from './config.ts'

export async function openMonitor(): Promise<Monitor> {
  const config = await loadConfig()
  if (!config.ok) throw new CliError(config.error.message)
  const server = await findServer(config.value.dataDir)
  if (server === undefined) return (await import('./app.ts')).createLocalMonitor()
  const [{ createServerClient }, { createRemoteMonitor }] = await Promise.all([
    import('../client/server-client.ts'),
    import('../client/remote-monitor.ts'),
  ])
  return createRemoteMonitor(createServerClient(server))
}
