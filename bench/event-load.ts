/** Clients that cost next to nothing: requests made beforehand, on sockets that stay, the next one when the last was answered. */
import { connect } from 'node:net'

export interface LoadOptions {
  readonly port: number
  readonly clients: number
  readonly key: string
  /** The body of the nth request of all. */
  readonly body: (n: number) => string
  readonly requests: number
}

export interface Load {
  readonly perSecond: number
  /** Milliseconds each, sorted. */
  readonly times: readonly number[]
}

export async function load({ port, clients, key, body, requests }: LoadOptions): Promise<Load> {
  const times: number[] = []
  let next = 0
  const beganAtMs = performance.now()
  const one = () => {
    const n = next
    next += 1
    return n < requests ? requestOf(port, body(n), key) : undefined
  }
  await Promise.all(Array.from({ length: clients }, () => client(port, one, times)))
  const seconds = (performance.now() - beganAtMs) / 1_000
  return { perSecond: requests / seconds, times: times.sort((a, b) => a - b) }
}

const requestOf = (port: number, body: string, key: string): string =>
  `POST /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-API-Key: ${key}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

function client(port: number, next: () => string | undefined, times: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true)
    let sentAtMs = 0
    let answer = ''
    const send = () => {
      const request = next()
      if (request === undefined) return socket.end()
      sentAtMs = performance.now()
      socket.write(request)
    }
    socket.setEncoding('latin1')
    socket.on('connect', send)
    socket.on('data', (piece: string) => {
      answer += piece
      if (!isWhole(answer)) return
      if (!answer.startsWith('HTTP/1.1 200')) return reject(new Error(answer.slice(0, 500)))
      answer = ''
      times.push(performance.now() - sentAtMs)
      send()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve())
  })
}

function isWhole(answer: string): boolean {
  const headEnd = answer.indexOf('\r\n\r\n')
  if (headEnd < 0) return false
  const length = Number(/content-length: (\d+)/i.exec(answer)?.[1])
  return answer.length >= headEnd + 4 + length
}
