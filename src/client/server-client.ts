/**
 * HTTP to the server on this machine: a question and its answer by exchange.ts, which loads least, a stream of events by node:http.
 * The token goes only to a listener that has proved to hold it as well.
 */
import type { RequestOptions } from 'node:http'
import { identityProof, isProof, randomChallenge } from '../control/identity-proof.ts'
import { parseExact } from '../core/captured/exact-json.ts'
import { CliError } from '../core/cli-error.ts'
import type { InsideAgent } from '../core/rights/agent-rights.ts'
import { agentHeader, agentPidHeader, writeLabel } from '../core/rights/agent-rights.ts'
import { plainText } from '../core/words/text.ts'
import type { Answer } from './answer.ts'
import { isJsonObject } from './answer.ts'
import { exchange, type Question } from './exchange.ts'

export interface ServerAddress {
  readonly port: number
  /** Undefined when it can't be read: then only what needs none is asked. */
  readonly token?: string | undefined
}

export interface ServerClient {
  readonly port: number
  get(path: string, timeoutMs?: number): Promise<Answer>
  post(path: string, body: unknown, timeoutMs?: number): Promise<Answer>
  put(path: string, body: unknown, timeoutMs?: number): Promise<Answer>
  /** What it needs to know stands in its query. */
  delete(path: string, timeoutMs?: number): Promise<Answer>
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

/** Asks who listens. Undefined when it is nobody, or not the one that holds our token. */
export async function identifyServer({ port, token }: ServerAddress, timeoutMs = 500): Promise<Identity | undefined> {
  if (token === undefined) return undefined
  const challenge = randomChallenge()
  const asked = send({ port, path: `/api/identity?challenge=${challenge}` }, timeoutMs).catch(() => undefined)
  // Made while the other side makes it.
  const expected = identityProof(token, challenge)
  const answer = await asked
  if (!isJsonObject(answer?.body)) return undefined
  const { pid, version, proof } = answer.body
  const isProved = typeof proof === 'string' && isProof(proof, expected)
  return isProved ? { pid: Number(pid), version: String(version) } : undefined
}

/**
 * For a server that `identifyServer` has proved. When it goes, another program may listen on its port: it has to prove itself anew
 * before it is sent anything. `client` is what its audit log will say of us; with each change it is told by which agent we were
 * started.
 */
export function createServerClient(
  server: ServerAddress & { readonly identity?: Identity },
  client: 'cli' | 'tray' = 'cli',
  inside: () => Promise<InsideAgent | undefined> = async () => undefined,
): ServerClient {
  const { port, token } = server
  const headers = { 'TCE-Client': client, ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) }
  let isProved = true

  async function prove(): Promise<void> {
    if (isProved) return
    const identity = await identifyServer(server)
    if (identity === undefined) throw noAnswer(port, 'it has ended, or is another program by now')
    if (server.identity !== undefined && identity.version !== server.identity.version) {
      throw noAnswer(port, `it is TCE ${plainText(identity.version)} by now, and was ${server.identity.version}`)
    }
    isProved = true
  }
  const doubt = () => {
    isProved = false
  }
  const ask = async (question: Omit<Question, 'port'>, timeoutMs: number): Promise<Answer> => {
    // Once it is proved the question goes at once: who asks does something else meanwhile.
    if (!isProved) await prove()
    return send({ port, ...question }, timeoutMs).catch((cause: unknown) => {
      doubt()
      throw cause
    })
  }

  async function change(method: string, path: string, body: unknown, timeoutMs = changeTimeoutMs): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const agent = await inside()
    const more = {
      ...(text === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(agent === undefined ? {} : { [agentHeader]: writeLabel(agent.label), [agentPidHeader]: String(agent.pid) }),
    }
    return ask({ path, method, headers: { ...headers, ...more }, body: text }, timeoutMs)
  }

  return {
    port,
    get: (path, timeoutMs = readTimeoutMs) => ask({ path, headers }, timeoutMs),
    post: (path, body, timeoutMs) => change('POST', path, body, timeoutMs),
    put: (path, body, timeoutMs) => change('PUT', path, body, timeoutMs),
    delete: (path, timeoutMs) => change('DELETE', path, undefined, timeoutMs),
    stream(path, onText, onEnd) {
      let close: (() => void) | undefined
      let isClosed = false
      const end = () => {
        if (isClosed) return
        isClosed = true
        doubt()
        onEnd()
      }
      prove().then(() => {
        if (!isClosed) close = openStream({ port, path, headers }, onText, end)
      }, end)
      return () => {
        isClosed = true
        close?.()
      }
    },
  }
}

const noAnswer = (port: number, reason: string, cause?: unknown): CliError =>
  new CliError(`The server on port ${port} did not answer: ${reason}.`, {
    next: 'tce dashboard-stop, then try again',
    ...(cause === undefined ? {} : { cause }),
  })

const send = (question: Question, timeoutMs: number): Promise<Answer> =>
  exchange(question, timeoutMs).then(
    ({ status, text }) => ({ status, body: parseJson(text) }),
    (cause: Error) => {
      throw noAnswer(question.port, cause.message, cause)
    },
  )

function parseJson(text: string): unknown {
  try {
    return parseExact(text)
  } catch {
    return undefined // the caller says what it expected
  }
}

function openStream(options: RequestOptions, onText: (text: string) => void, onEnd: () => void): () => void {
  const { request } = process.getBuiltinModule('node:http')
  const call = request({ host: '127.0.0.1', agent: false, ...options }, (response) => {
    response.setEncoding('utf8')
    response.on('data', onText)
    response.on('end', onEnd)
    response.on('error', onEnd)
  })
  call.on('error', onEnd)
  call.end()
  return () => call.destroy()
}
