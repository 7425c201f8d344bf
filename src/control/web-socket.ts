/**
 * WebSockets, as the one who asks (an agent's host, on a socket of the file system) and as the one who is asked. The one file that knows
 * the ws package, which is loaded with the first of them.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'

export type { WebSocket }

export interface HostLimits {
  readonly maxAnswerBytes: number
  readonly timeoutMs: number
}

/** Undefined where nobody listens. */
export async function openWebSocket(path: string, limits: HostLimits): Promise<WebSocket | undefined> {
  const { WebSocket } = await import('ws')
  const socket = new WebSocket(`ws+unix:${path}:/`, {
    perMessageDeflate: false,
    maxPayload: limits.maxAnswerBytes,
    handshakeTimeout: limits.timeoutMs,
  })
  return new Promise((resolve) => {
    socket.once('open', () => resolve(socket))
    socket.once('error', () => resolve(undefined))
  })
}

/** Who follows has nothing to say but what it wants. */
const maxMessageBytes = 16 * 1024
const options = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: maxMessageBytes,
  // How long who is told goodbye may take to say it as well. Not in the package's types yet.
  closeTimeout: 1_000,
}

/** A connection that was let in becomes one. Fails where it hung up meanwhile, or does not ask as the protocol has it. */
export async function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<Result<WebSocket, string>> {
  const { WebSocketServer } = await import('ws')
  const server = new WebSocketServer(options)
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve(err('it hung up'))
    socket.once('close', () => resolve(err('it hung up')))
    server.once('wsClientError', ({ message }) => resolve(err(message)))
    server.handleUpgrade(request, socket, head, (opened) => resolve(ok(opened)))
  })
}
