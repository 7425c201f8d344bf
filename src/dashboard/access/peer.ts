/**
 * Asks the system whose program is at the other end of a connection, once per connection. On Linux two small files answer;
 * on macOS it takes one `lsof`, so only signing in asks. Elsewhere nobody tells, and nobody is trusted for being local.
 */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { endianness } from 'node:os'
import { promisify } from 'node:util'
import { isLoopbackAddress } from './bind-address.ts'
import { type Connection, uidInLsof, uidInProcNetTcp } from './peer-uid.ts'

export type PeerSocket = Pick<Socket, 'remoteAddress' | 'remotePort' | 'localAddress' | 'localPort'>

export interface Peers {
  /** The peer's user id. Undefined when it cannot be told at this price. */
  uidOf(socket: PeerSocket | undefined, moment: 'request' | 'sign-in'): Promise<number | undefined>
  readonly ownUid: number | undefined
  /** Whether it can be told of every request, and not only at a sign-in. */
  readonly tellsRequests?: boolean | undefined
}

export function createPeers(platform: NodeJS.Platform = process.platform, ownUid = process.getuid?.()): Peers {
  const ask = platform === 'linux' ? readProcNetTcp : platform === 'darwin' ? runLsof : undefined
  const known = new WeakMap<PeerSocket, Promise<number | undefined>>()
  return {
    ownUid,
    tellsRequests: platform === 'linux',
    async uidOf(socket, moment) {
      if (socket === undefined) return undefined
      const isAffordable = platform === 'linux' || moment === 'sign-in'
      const answer = known.get(socket) ?? (isAffordable ? askFor(socket) : undefined)
      return answer
    },
  }

  function askFor(socket: PeerSocket): Promise<number | undefined> | undefined {
    const connection = connectionOf(socket)
    if (connection === undefined || ask === undefined) return undefined
    const answer = ask(connection)
    known.set(socket, answer)
    return answer
  }
}

function connectionOf({ remoteAddress, remotePort, localAddress, localPort }: PeerSocket): Connection | undefined {
  if (remoteAddress === undefined || remotePort === undefined) return undefined
  if (localAddress === undefined || localPort === undefined || !isLoopbackAddress(remoteAddress)) return undefined
  return { clientAddress: remoteAddress, clientPort: remotePort, serverAddress: localAddress, serverPort: localPort }
}

async function readProcNetTcp(connection: Connection): Promise<number | undefined> {
  for (const file of tablesOf(connection)) {
    const table = await readFile(file, 'latin1').catch(() => '')
    const uid = uidInProcNetTcp(table, connection, endianness() === 'LE')
    if (uid !== undefined) return uid
  }
  return undefined
}

/** An IPv4 end may stand in either. The kernel takes some ten milliseconds for a table, however short it is. */
const tablesOf = ({ clientAddress }: Connection): readonly string[] =>
  clientAddress.includes('.') ? ['/proc/net/tcp', '/proc/net/tcp6'] : ['/proc/net/tcp6']

async function runLsof(connection: Connection): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)(
    'lsof',
    ['-nP', `-iTCP:${connection.clientPort}`, '-sTCP:ESTABLISHED', '-F', 'pun'],
    { timeout: 3000 },
  ).catch(() => ({ stdout: '' }))
  return uidInLsof(stdout, connection)
}
