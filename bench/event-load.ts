/** Clients that cost next to nothing: requests made beforehand, on sockets that stay, the next one when the last was answered. */
import { connect, type Socket } from 'node:net'

export interface Place {
  readonly port: number
  readonly key: string
}

export interface LoadOptions extends Place {
  readonly clients: number
  /** The body of the nth request of all. */
  readonly body: (n: number) => string
  readonly requests: number
}

export interface Load {
  readonly perSecond: number
  /** Milliseconds each, sorted. */
  readonly times: readonly number[]
}

/** One connection that stays. */
export interface Poster {
  /** Milliseconds until it was answered. */
  post(body: string): Promise<number>
  close(): void
}

export async function load({ clients, body, requests, ...place }: LoadOptions): Promise<Load> {
  const posters = await Promise.all(Array.from({ length: clients }, () => openPoster(place)))
  const times: number[] = []
  let next = 0
  const beganAtMs = performance.now()
  await Promise.all(
    posters.map(async (poster) => {
      while (next < requests) {
        next += 1
        times.push(await poster.post(body(next - 1)))
      }
    }),
  )
  const seconds = (performance.now() - beganAtMs) / 1_000
  for (const poster of posters) poster.close()
  return { perSecond: requests / seconds, times: times.sort((a, b) => a - b) }
}

interface Waiting {
  readonly sentAtMs: number
  readonly resolve: (ms: number) => void
  readonly reject: (cause: Error) => void
}

export async function openPoster(place: Place): Promise<Poster> {
  const socket = await connected(place.port)
  let waiting: Waiting | undefined
  let answer = ''
  socket.setEncoding('latin1')
  socket.on('data', (piece: string) => {
    answer += piece
    if (!isWhole(answer)) return
    const [whole, asked] = [answer, waiting]
    answer = ''
    waiting = undefined
    if (whole.startsWith('HTTP/1.1 200')) asked?.resolve(performance.now() - asked.sentAtMs)
    else asked?.reject(new Error(whole.slice(0, 500)))
  })
  const fail = (cause: Error) => waiting?.reject(cause)
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('The server closed the connection.')))
  return {
    post: (body) =>
      new Promise((resolve, reject) => {
        waiting = { sentAtMs: performance.now(), resolve, reject }
        socket.write(requestOf(place, body))
      }),
    close: () => void socket.destroy(),
  }
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true)
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
  })
}

const requestOf = ({ port, key }: Place, body: string): string =>
  `POST /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-API-Key: ${key}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

function isWhole(answer: string): boolean {
  const headEnd = answer.indexOf('\r\n\r\n')
  if (headEnd < 0) return false
  const length = Number(/content-length: (\d+)/i.exec(answer)?.[1])
  return answer.length >= headEnd + 4 + length
}
