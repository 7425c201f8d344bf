/** A connection that asks to become a WebSocket goes through the same door as every route. There is none to become yet. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Access } from './access/access.ts'
import type { Refusal } from './access/caller.ts'
import { factsOfUpgrade } from './http.ts'
import { problem } from './problem.ts'
import { alwaysSent } from './security-headers.ts'

/** h2c, which some clients offer with every request, is none: such a request is answered as if it had not asked. */
export const isWebSocket = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  headers.upgrade?.trim().toLowerCase() === 'websocket'

export type Upgrade = (request: IncomingMessage, socket: Duplex) => void

export const refuseUpgrades =
  (access: Access): Upgrade =>
  (request, socket) => {
    // Who goes away meanwhile is not answered.
    socket.on('error', () => socket.destroy())
    void judge(access, request).then(
      (refusal) => answer(socket, refusal),
      () => socket.destroy(),
    )
  }

type UpgradeRefusal = Omit<Refusal, 'status'> & { readonly status: Refusal['status'] | 404 }

async function judge(access: Access, incoming: IncomingMessage): Promise<UpgradeRefusal> {
  const request = factsOfUpgrade(incoming)
  const foreign = access.refuseForeign(request)
  if (foreign !== undefined) return foreign
  const caller = await access.admit(request, { needs: 'read', rate: 'none' })
  if (!caller.ok) return caller.error
  return { status: 404, code: 'not-found', message: 'There is no WebSocket here. What changes comes from: /api/stream' }
}

function answer(socket: Duplex, { status, code, message, retryAfterMs }: UpgradeRefusal): void {
  const body = JSON.stringify(problem(code, message))
  const headers = {
    ...alwaysSent,
    'Cache-Control': 'no-store',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="TCE"' } : {}),
    ...(retryAfterMs === undefined ? {} : { 'Retry-After': String(Math.ceil(retryAfterMs / 1000)) }),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  // Ours to end: the other side may never do it.
  socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n${body}`, () => socket.destroy())
}
