/** One server per user: attaches to the one that runs, and is that one where none does. For the tray and for `tce run`. */
import type { ServerStart, StartError } from '../cli/app-parts.ts'
import type { FoundServer } from '../client/find-server.ts'
import { findServer } from '../client/find-server.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { Config } from '../core/settings/config.ts'
import type { Connection } from '../tray/connection.ts'

export async function serveOrAttach(config: Config, options: ServerStart): Promise<Result<Connection, StartError>> {
  const running = await findServer(config.dataDir)
  if (running) return ok(await attach(running))
  const { serve } = await import('./serve.ts')
  const served = await serve(config, options)
  if (served.ok) {
    const { monitor, server } = served.value
    return ok({
      monitor,
      origin: server.url,
      signInUrl: async () => server.signInUrl(),
      gone: new Promise(() => {}),
      close: () => server.close(),
    })
  }
  // Somebody else was quicker.
  const quicker = await findServer(config.dataDir)
  return quicker ? ok(await attach(quicker)) : err(served.error)
}

export async function attach(server: FoundServer): Promise<Connection> {
  const [{ createServerClient }, { createRemoteMonitor }] = await Promise.all([
    import('../client/server-client.ts'),
    import('../client/remote-monitor.ts'),
  ])
  const gone = Promise.withResolvers<void>()
  const client = createServerClient(server, 'tray')
  const monitor = createRemoteMonitor(client, { onStreamEnd: gone.resolve })
  return {
    monitor,
    origin: `http://localhost:${server.port}`,
    signInUrl: async () => {
      const { body } = await client.post('/api/session/link', {})
      const url = typeof body === 'object' && body !== null && 'url' in body ? body.url : undefined
      if (typeof url !== 'string') throw new Error('The server gave no link to sign in with.')
      return url
    },
    gone: gone.promise,
    close: () => monitor.close(),
  }
}
