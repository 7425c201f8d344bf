/** Listens. One HTTP server per loopback address, the same port; hanging clients are cut off and closing takes < 2 s. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { findPortOwner, type PortOwner, portInUseMessage } from '../control/port-owner.ts'
import { err, ok, type Result } from '../core/result.ts'
import { seconds } from '../core/time/duration.ts'
import type { RequestDoor } from './event-door.ts'
import { problem } from './problem.ts'
import type { Upgrade } from './upgrade.ts'
import { isWebSocket } from './upgrade.ts'

export type Fetch = (request: Request, env: object) => Response | Promise<Response>

/** Where what comes in goes. */
export interface Doors {
  readonly fetch: Fetch
  readonly upgrade: Upgrade
  /** Asked first. */
  readonly atOnce?: RequestDoor | undefined
}

export interface ServerOptions {
  /** 0 takes any free one. */
  readonly port: number
  /** From access/bind-address.ts; the first has to work, the others where the machine has them. */
  readonly addresses: readonly string[]
  /** Another port on the same addresses, for programs that can't be told where we are. */
  readonly otherPort?: number | undefined
  /** Makes the app of a port once that is known. */
  readonly doorsFor: (port: number, which: 'main' | 'other') => Doors
  /** Names who holds a port, for the message. */
  readonly findOwner?: ((port: number) => Promise<PortOwner | undefined>) | undefined
  readonly headersTimeoutMs?: number | undefined
  readonly requestTimeoutMs?: number | undefined
  readonly connectionLimit?: number | undefined
}

export interface ListenError {
  readonly kind: 'port-in-use' | 'not-permitted' | 'no-such-address'
  readonly port: number
  readonly message: string
  readonly owner?: PortOwner | undefined
}

export interface RunningServer {
  readonly port: number
  /** Why nothing listens on the other port, in a sentence. */
  readonly otherProblem?: string | undefined
  close(): Promise<void>
}

/** How long answers under way may take once the server closes. */
const closeGraceMs = seconds(1.5)

export async function serve(options: ServerOptions): Promise<Result<RunningServer, ListenError>> {
  const [first = '127.0.0.1', ...others] = options.addresses
  const main = await listen(first, options.port, options)
  if (!main.ok) return err(await explain(main.error, first, options))
  const port = portOf(main.value)
  const servers = [main.value]
  for (const address of others) {
    const server = await listen(address, port, options)
    if (server.ok) servers.push(server.value)
    else if (server.error !== 'EADDRNOTAVAIL' && server.error !== 'EAFNOSUPPORT') {
      await closeAll(servers)
      // Any free port was asked for, and this one is taken on the other address: try the next.
      return options.port === 0 && server.error === 'EADDRINUSE'
        ? serve(options)
        : err(await explain(server.error, address, { ...options, port }))
    }
  }
  open(servers, options.doorsFor(port, 'main'))
  const other = await listenBeside(options, port)
  return ok({ port, otherProblem: other.problem, close: () => closeAll([...servers, ...other.servers]) })
}

function open(servers: readonly Server[], { fetch, upgrade, atOnce = () => false }: Doors): void {
  const throughRouter = getRequestListener(fetch, { errorHandler: refuseUnreadable })
  const listener: RequestListener = (incoming, outgoing) => {
    if (!atOnce(incoming, outgoing)) void throughRouter(incoming, outgoing)
  }
  for (const server of servers) server.on('request', listener).on('upgrade', upgrade)
}

/** A port that somebody else has is no reason not to serve. */
async function listenBeside(
  options: ServerOptions,
  mainPort: number,
): Promise<{ readonly servers: readonly Server[]; readonly problem?: string }> {
  const { otherPort: port, addresses } = options
  if (port === undefined || port === mainPort) return { servers: [] }
  const servers: Server[] = []
  for (const address of addresses) {
    const server = await listen(address, port, options)
    if (server.ok) servers.push(server.value)
    else if (servers.length === 0)
      return { servers, problem: (await explain(server.error, address, { ...options, port })).message }
  }
  open(servers, options.doorsFor(port, 'other'))
  return { servers }
}

function listen(address: string, port: number, options: ServerOptions): Promise<Result<Server, string>> {
  const server = createServer({
    headersTimeout: options.headersTimeoutMs ?? seconds(10),
    requestTimeout: options.requestTimeoutMs ?? seconds(30),
    connectionsCheckingInterval: Math.min(seconds(5), options.headersTimeoutMs ?? seconds(10)),
    keepAliveTimeout: seconds(15),
    shouldUpgradeCallback: isWebSocket,
    // No answer waits longer than this for a reader who stopped reading; the stream's heartbeat comes sooner.
  }).setTimeout(seconds(120))
  server.maxConnections = options.connectionLimit ?? 256
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === undefined) reject(cause)
      else resolve(err(cause.code))
    })
    server.listen({ port, host: address, ipv6Only: address.includes(':') }, () => resolve(ok(server)))
  })
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no port.')
  return address.port
}

async function explain(
  code: string,
  address: string,
  { port, findOwner = findPortOwner }: ServerOptions,
): Promise<ListenError> {
  switch (code) {
    case 'EADDRINUSE': {
      const owner = await findOwner(port)
      const message = portInUseMessage(port, owner)
      return { kind: 'port-in-use', port, owner, message }
    }
    case 'EACCES':
      return {
        kind: 'not-permitted',
        port,
        message: `Port ${port} is reserved for the system. Next: choose one above 1023.`,
      }
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return { kind: 'no-such-address', port, message: `This machine has no address ${address}. Next: use localhost.` }
    default:
      throw new Error(`Listening on ${address}:${port} failed: ${code}`)
  }
}

/** A request whose Host or path is no URL never reaches the app. */
function refuseUnreadable(cause: unknown): Response {
  const isRequestWrong = cause instanceof Error && cause.name === 'RequestError'
  const body = isRequestWrong
    ? problem('bad-request', 'The host or the path of the request is not valid.')
    : problem('internal', 'TCE could not answer.')
  const headers = {
    'Content-Type': 'application/json',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  }
  return new Response(JSON.stringify(body), { status: isRequestWrong ? 400 : 500, headers })
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  const cut = setTimeout(() => {
    for (const server of servers) server.closeAllConnections()
  }, closeGraceMs)
  await Promise.all(servers.map(closeServer))
  clearTimeout(cut)
}

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
