/** Puts the dashboard together: token, access, routes, port. What `tce run` and the tray call. */
import { join } from 'node:path'
import { once } from '../core/once.ts'
import { err, ok, type Result } from '../core/result.ts'
import type { AgentDuty } from '../core/rights/agent-rights.ts'
import type { ReportError } from '../core/words/bug.ts'
import { errorReporter } from '../core/words/bug.ts'
import { type AccessOptions, createAccess } from './access/access.ts'
import { type BindError, resolveBinding } from './access/bind-address.ts'
import type { Peers } from './access/peer.ts'
import type { RateLimit } from './access/rate-limit.ts'
import { loadToken, type TokenError } from './access/token-file.ts'
import { type AuditedServices, createDashboard } from './app.ts'
import { createCaptureMeter } from './capture-meter.ts'
import { eventDoor } from './event-door.ts'
import { measureEventLoop } from './event-loop.ts'
import { type ListenError, type ServerOptions, serve } from './server.ts'
import { createStreams } from './stream/streams.ts'
import { upgradeThrough } from './upgrade.ts'

export interface DashboardOptions extends Pick<ServerOptions, 'findOwner' | 'headersTimeoutMs' | 'connectionLimit'> {
  readonly services: AuditedServices
  readonly version: string
  readonly dataDir: string
  readonly port: number
  /** Another one beside it, with everything that is on the first. */
  readonly otherPort?: number | undefined
  /** @default localhost: 127.0.0.1 and ::1 */
  readonly host?: string | undefined
  /** Together they let other machines in, and then nobody reads without the token. */
  readonly isRemoteAllowed?: boolean | undefined
  readonly isTokenRequired?: boolean | undefined
  readonly webDir?: string | undefined
  readonly heartbeatMs?: number | undefined
  readonly peers?: Peers | undefined
  readonly changeLimit?: RateLimit | undefined
  readonly ingestLimit?: RateLimit | undefined
  readonly failureLimit?: RateLimit | undefined
  /** What agents may do besides reading. @default nothing */
  readonly agentsMay?: (() => readonly AgentDuty[]) | undefined
  /** The pages of others that may send events. @default none */
  readonly eventOrigins?: AccessOptions['eventOrigins']
  /** Whose key it is. @default nobody's */
  readonly findKey?: AccessOptions['findKey']
  /** The secret that agents' hooks carry. @default none */
  readonly hookSecret?: AccessOptions['hookSecret']
  readonly findTask?: AccessOptions['findTask']
  /** Whether /metrics tells projects. @default no */
  readonly showsProjects?: (() => boolean) | undefined
  /** Of one event. @default 512 KiB */
  readonly maxEventBytes?: (() => number) | undefined
  readonly reportError?: ReportError | undefined
}

export interface RunningDashboard {
  readonly port: number
  /** `http://localhost:5111` */
  readonly url: string
  /** Why nothing listens on the other port. */
  readonly otherProblem?: string | undefined
  /** A link that signs a browser in, once, within a minute. Not for logs. */
  signInUrl(): string
  /** Ends streams and listening in < 2 s; the services are the caller's. */
  close(): Promise<void>
}

const defaultMaxEventBytes = 512 * 1024

export const tokenFile = (dataDir: string): string => join(dataDir, 'token')

export async function startDashboard(
  options: DashboardOptions,
): Promise<Result<RunningDashboard, BindError | TokenError | ListenError>> {
  const { services, host = 'localhost', reportError = errorReporter(console.error) } = options
  const binding = resolveBinding({ ...options, host })
  if (!binding.ok) return binding
  const token = await loadToken(tokenFile(options.dataDir))
  if (!token.ok) return token
  const streams = createStreams({ heartbeatMs: options.heartbeatMs })
  // At the slow pace always, so that a reader who comes back can be told what it missed.
  const stopFollowing = services.bus.follow([], () => {})
  const eventLoop = measureEventLoop()
  const captures = createCaptureMeter()
  // Loaded with the first look: a server that nobody scrapes does without it.
  const prometheus = once(async () => (await import('./prometheus.ts')).createPrometheus(captures))
  let signInUrl = (): string => ''
  const server = await serve({
    ...options,
    addresses: binding.value.addresses,
    doorsFor: (port, which) => {
      const access = createAccess({ ...options, token: token.value, port, names: binding.value.names })
      const createLink = () => {
        const { code, expiresAtMs } = access.codes.issue(access.clock())
        return { url: `${addressOf(host, port)}/#code=${code}`, expiresAtMs }
      }
      if (which === 'main') signInUrl = () => createLink().url
      const { clock: nowMs } = access
      const posting = { nowMs, maxPayloadBytes: options.maxEventBytes ?? (() => defaultMaxEventBytes), captures }
      const app = createDashboard({
        ...options,
        access,
        streams,
        eventLoop,
        prometheus,
        captures,
        posting,
        token: token.value,
        signInLinks: { create: createLink },
        reportError,
      })
      return {
        fetch: app.fetch,
        upgrade: upgradeThrough(app.fetch, reportError),
        atOnce: eventDoor({ access, events: services.events, posting, reportError }),
      }
    },
  })
  const release = () => {
    stopFollowing()
    streams.close()
    eventLoop.stop()
  }
  if (!server.ok) {
    release()
    return err(server.error)
  }
  const { port, otherProblem, close } = server.value
  return ok({
    port,
    otherProblem,
    url: addressOf(host, port),
    signInUrl: () => signInUrl(),
    close: () => {
      release()
      return close()
    },
  })
}

const addressOf = (host: string, port: number): string =>
  `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`
