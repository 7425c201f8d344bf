/** One server per user: attaches to the one that runs, and is that one where none does. For the tray and for `tce run`. */
import type { ServerStart, StartError } from '../cli/app-parts.ts'
import { bodyOf } from '../client/answer.ts'
import type { FoundServer } from '../client/find-server.ts'
import { findServer, oneVersionAgain, otherVersion } from '../client/find-server.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { Config } from '../core/settings/config.ts'
import { fixedTray } from '../services/tray-control.ts'
import { productVersion } from '../storage/version.ts'
import type { Connection } from '../tray/connection.ts'

export async function serveOrAttach(config: Config, options: ServerStart): Promise<Result<Connection, StartError>> {
  const running = await findServer(config.dataDir)
  if (running) return attachIfSame(running)
  const { serve } = await import('./serve.ts')
  const served = await serve(config, options, (remember) => fixedTray({ kind: 'shown', isServer: true }, remember))
  if (served.ok) {
    const { services, server } = served.value
    return ok({
      services,
      origin: server.url,
      signInUrl: async () => server.signInUrl(),
      gone: new Promise(() => {}),
      close: () => server.close(),
    })
  }
  // Somebody else was quicker.
  const quicker = await findServer(config.dataDir)
  return quicker ? attachIfSame(quicker) : err(served.error)
}

/** What a server of another version answers is not for us to read. When it has ended, the next try serves. */
async function attachIfSame(server: FoundServer): Promise<Result<Connection, StartError>> {
  const difference = otherVersion(server, productVersion())
  return difference === undefined
    ? ok(await attach(server))
    : err({ message: `${difference} (to use one: ${oneVersionAgain}).` })
}

export async function attach(server: FoundServer): Promise<Connection> {
  const [{ createServerClient }, { createRemoteServices }] = await Promise.all([
    import('../client/server-client.ts'),
    import('../client/remote-services.ts'),
  ])
  const gone = Promise.withResolvers<void>()
  const client = createServerClient(server, 'tray')
  const services = createRemoteServices(client, { onStreamEnd: gone.resolve })
  return {
    services,
    origin: `http://localhost:${server.port}`,
    signInUrl: async () => {
      const answer = await client.post('/api/session/link', {})
      return bodyOf<{ readonly url: string }>(answer, 'a link to sign in with').url
    },
    gone: gone.promise,
    close: () => services.close(),
  }
}
