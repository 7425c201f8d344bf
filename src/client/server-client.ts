/**
 * HTTP to the server on this machine. node:http alone: fetch would load undici, which costs a start more than the question.
 * The token goes only to a listener that has proved to hold it as well.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { request } from 'node:http'
import { identityProof } from '../control/identity-proof.ts'
import { CliError } from '../core/cli-error.ts'
import type { Answer } from './answer.ts'
import { isJsonObject } from './answer.ts'

export interface ServerAddress {
  readonly port: number
  /** Undefined when it can't be read: then only what needs none is asked. */
  readonly token?: string | undefined
}

export interface ServerClient {
  readonly port: number
  get(path: string, timeoutMs?: number): Promise<Answer>
  post(path: string, body: unknown, timeoutMs?: number): Promise<Answer>
  /** An event stream; returns what closes it. Nothing is thrown: a stream that ends calls `onEnd`. */
  stream(path: string, onText: (text: string) => void, onEnd: () => void): () => void
}

export interface Identity {
  readonly pid: number
  readonly version: string
}

const readTimeoutMs = 5_000
/** A kill waits for each process, up to its grace time and once more with force. */
const changeTimeoutMs = 60_000
const largestAnswerBytes = 64 * 1024 * 1024

/** Asks who listens. Undefined when it is nobody, or not the one that holds our token. */
export async function identifyServer({ port, token }: ServerAddress, timeoutMs = 500): Promise<Identity | undefined> {
  if (token === undefined) return undefined
  const challenge = randomBytes(16).toString('hex')
  const answer = await send({ port, path: `/api/identity?challenge=${challenge}` }, undefined, timeoutMs).catch(
    () => undefined,
  )
  if (!isJsonObject(answer?.body)) return undefined
  const { pid, version, proof } = answer.body
  const isProved = typeof proof === 'string' && isSame(proof, identityProof(token, challenge))
  return isProved ? { pid: Number(pid), version: String(version) } : undefined
}

const isSame = (given: string, expected: string): boolean =>
  given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected))

/** For a server that `identifyServer` has proved. `client` is what its audit log will say of us. */
export function createServerClient({ port, token }: ServerAddress, client: 'cli' | 'tray' = 'cli'): ServerClient {
  const headers = {
    'TCE-Client': client,
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  }
  return {
    port,
    get: (path, timeoutMs = readTimeoutMs) => send({ port, path, headers }, undefined, timeoutMs),
    post: (path, body, timeoutMs = changeTimeoutMs) => {
      const text = JSON.stringify(body)
      const length = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }
      return send({ port, path, method: 'POST', headers: { ...headers, ...length } }, text, timeoutMs)
    },
    stream: (path, onText, onEnd) => openStream({ port, path, headers }, onText, onEnd),
  }
}

function send(options: RequestOptions, body: string | undefined, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', agent: false, ...options }, (response) => {
      readBody(response).then((text) => resolve({ status: response.statusCode ?? 0, body: parseJson(text) }), fail)
    })
    const timer = setTimeout(() => call.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs)
    call.on('close', () => clearTimeout(timer))
    call.on('error', fail)
    call.end(body)
    function fail(cause: Error) {
      reject(
        new CliError(`The server on port ${options.port} did not answer: ${cause.message}.`, {
          next: 'tce dashboard-stop, then try again',
          cause,
        }),
      )
    }
  })
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.length
    if (bytes > largestAnswerBytes) throw new Error('the answer is larger than 64 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the caller says what it expected
  }
}

function openStream(options: RequestOptions, onText: (text: string) => void, onEnd: () => void): () => void {
  let isClosed = false
  const end = () => {
    if (!isClosed) onEnd()
    isClosed = true
  }
  const call = request({ host: '127.0.0.1', agent: false, ...options }, (response) => {
    response.setEncoding('utf8')
    response.on('data', onText)
    response.on('end', end)
    response.on('error', end)
  })
  call.on('error', end)
  call.end()
  return () => {
    isClosed = true
    call.destroy()
  }
}
