/** Asks a running server first and otherwise looks itself. The one place where the command line reaches for the program's parts. */
import type { Monitor } from '../services/monitor.ts'
import { findServer, settings } from '../client/find-server.ts'

export async function openMonitor(): Promise<Monitor> {
  const { dataDir } = await settings()
  const server = await findServer(dataDir)
  if (server === undefined) return (await loadApp()).createLocalMonitor()
  const [{ createServerClient }, { createRemoteMonitor }] = await Promise.all([
    import('../client/server-client.ts'),
    import('../client/remote-monitor.ts'),
  ])
  return createRemoteMonitor(createServerClient(server))
}

/** app.ts knows all the parts and loads them as they are needed; a `tce status` takes only the scanner. */
export const loadApp = () => import('./app.ts')
