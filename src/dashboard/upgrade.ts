/**
 * A connection that asks to become a WebSocket goes through the app as every request does: the same checks, the same routes and what they
 * need. It becomes one where the route sends a stream (stream/send.ts); every other answer is a refusal.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { acceptWebSocket, type WebSocket } from '../control/web-socket.ts'
import type { ReportError } from '../core/words/bug.ts'
import type { DashboardEnv } from './http.ts'
import { problem } from './problem.ts'
import { alwaysSent } from './security-headers.ts'
import { sendMessages } from './stream/send.ts'
import type { Stream } from './stream/streams.ts'

/** h2c, which some clients offer with every request, is none: such a request is answered as if it had not asked. */
export const isWebSocket = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  headers.upgrade?.trim().toLowerCase() === 'websocket'

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Holds a conversation until it is over. */
export type Talk = (socket: WebSocket) => Promise<void>

type App = (request: Request, env: DashboardEnv['Bindings']) => Response | Promise<Response>

export const upgradeThrough =
  (app: App, reportError: ReportError): Upgrade =>
  (incoming, socket, head) => {
    // Who goes away meanwhile is not answered.
    socket.on('error', () => socket.destroy())
    answer(app, incoming, socket, head).catch((cause: unknown) => {
      socket.destroy()
      reportError('A WebSocket could not be opened', cause)
    })
  }

async function answer(app: App, incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  let stream: Stream | undefined
  const sendOverWebSocket = (opened: Stream) => {
    stream = opened
    return new Response()
  }
  let talk: Talk | undefined
  const talkOverWebSocket = (begun: Talk) => {
    talk = begun
    return new Response()
  }
  const response = await app(requestOf(incoming), { incoming, sendOverWebSocket, talkOverWebSocket })
  if (talk !== undefined) {
    const opened = await acceptWebSocket(incoming, socket, head)
    return opened.ok ? talk(opened.value) : refuse(socket, notAsTheProtocolHasIt(opened.error))
  }
  if (stream === undefined) return refuse(socket, response.ok ? nothingToFollow() : response)
  const opened = await acceptWebSocket(incoming, socket, head)
  if (opened.ok) return sendMessages(opened.value, stream)
  stream.end()
  return refuse(socket, notAsTheProtocolHasIt(opened.error))
}

const notAsTheProtocolHasIt = (why: string): Response =>
  Response.json(problem('bad-request', `${why}.`), { status: 400 })

/**
 * Its host is looked at as it was sent, and a target that is no path refused: access.ts. Whatever its method, it changes nothing: the
 * protocol knows GET alone.
 */
function requestOf({ url = '/', rawHeaders }: IncomingMessage): Request {
  const headers = new Headers()
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '')
  return new Request(`http://localhost${url.startsWith('/') ? url : '/'}`, { headers })
}

const nothingToFollow = () =>
  Response.json(
    problem(
      'not-found',
      'There is no WebSocket here, but at: /api/stream, /api/sessions/{id}/stream, /api/events/stream, /api/tasks/{id}/attach, /ws',
    ),
    {
      status: 404,
    },
  )

async function refuse(socket: Duplex, response: Response): Promise<void> {
  const body = await response.text()
  const headers = new Headers({ ...alwaysSent, 'Cache-Control': 'no-store' })
  for (const [name, value] of response.headers) headers.set(name, value)
  headers.set('Content-Length', String(Buffer.byteLength(body)))
  headers.set('Connection', 'close')
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`)
  // Ours to end: the other side may never do it.
  socket.end(`HTTP/1.1 ${response.status} Refused\r\n${lines.join('')}\r\n${body}`, () => socket.destroy())
}
