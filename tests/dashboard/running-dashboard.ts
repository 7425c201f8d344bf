/** A dashboard that really listens, over fake services, and ways to talk to it that no browser or fetch would allow. */
import { readFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Peers } from '../../src/dashboard/access/peer.ts'
import { type DashboardOptions, startDashboard, tokenFile } from '../../src/dashboard/start.ts'
import { createFakeServices, type FakeServices } from './fake-services.ts'

export interface TestDashboard extends AsyncDisposable {
  readonly port: number
  readonly url: string
  readonly token: string
  readonly services: FakeServices
  readonly signInUrl: () => string
  readonly errors: string[]
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** A POST with JSON and the token; more headers win. */
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  raw(request: string): Promise<RawAnswer>
  close(): Promise<void>
}

/** As on a system that tells nobody whose connection it is. */
export const unknownPeers: Peers = { ownUid: 501, uidOf: async () => undefined }

/** `services`: those of one that was closed, whose events and keys it goes on with. */
export async function startTestDashboard({
  services = createFakeServices(),
  ...options
}: Partial<Omit<DashboardOptions, 'services'>> & { readonly services?: FakeServices } = {}): Promise<TestDashboard> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tce-dashboard-'))
  const errors: string[] = []
  const started = await startDashboard({
    services,
    findKey: services.findKey,
    version: '9.9.9',
    dataDir,
    port: 0,
    reportError: (message, cause) => errors.push(`${message}: ${cause}`),
    ...options,
  })
  if (!started.ok) throw new Error(started.error.message)
  const { port, close, signInUrl } = started.value
  const url = `http://127.0.0.1:${port}`
  const token = readFileSync(tokenFile(options.dataDir ?? dataDir), 'utf8').trim()
  return {
    port,
    url,
    token,
    services,
    signInUrl,
    errors,
    fetch: (path, init) => fetch(`${url}${path}`, init),
    post: (path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, ...headers },
        body: body === undefined ? null : JSON.stringify(body),
      }),
    raw: (request) => sendRaw(port, request),
    close,
    [Symbol.asyncDispose]: close,
  }
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends exactly this text (`\n` becomes `\r\n`) and reads until the server closes, or is quiet for `quietMs` once it has begun to answer. */
export function sendRaw(port: number, request: string, quietMs = 400): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(request.replace(/\r?\n/g, '\r\n')))
    socket.setEncoding('latin1').setTimeout(20_000)
    socket.on('data', (chunk) => {
      socket.setTimeout(quietMs)
      text += chunk
    })
    socket.on('timeout', () => socket.destroy())
    socket.on('error', reject)
    socket.on('close', () => resolve(parseAnswer(text)))
  })
}

export function parseAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { status: Number(statusLine.split(' ')[1]), headers: Object.fromEntries(headers), body: rest.join('\r\n\r\n') }
}

export async function problemOf(response: Response): Promise<{ status: number; code: string; message: string }> {
  const { error } = (await response.json()) as { error: { code: string; message: string } }
  return { status: response.status, ...error }
}

/** The cookie of a sign-in, as a browser would send it back. */
export const cookieOf = (response: Response): string => response.headers.get('set-cookie')?.split(';')[0] ?? ''
