/**
 * An open line to an agent's host: JSON-RPC over a WebSocket on a socket of the file system. Only a socket of this user is spoken to, and
 * nothing that it says is kept but the answer.
 */
import { lstatSync, realpathSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HostMessage, HostSays, HostTalk } from '../agents/hosting.ts'
import { HostHungUp, HostRefusal } from '../agents/hosting.ts'
import { isRecord, type JsonRecord } from '../agents/json-fields.ts'
import { recordIn } from '../agents/json-line.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { openWebSocket } from './web-socket.ts'

export interface HostConnection {
  /** Fails with the reason, for a sentence. Never throws for what the host does, never takes longer than its time limit. */
  say<T>(talk: HostTalk<T>): Promise<Result<T, string>>
  close(): void
}

export interface HostEars {
  /** What it says unasked. */
  onMessage(message: HostMessage): void
  /** It hung up. */
  onClose(): void
}

/** An answer with the last turn of a long session in it may be large. */
const maxAnswerBytes = 8_000_000
export const timeoutMs = 3_000

export async function openHostLine(socketPath: string, ears?: HostEars): Promise<Result<HostConnection, string>> {
  const refusal = whyNot(socketPath)
  if (refusal !== undefined) return err(refusal)
  const line = await openLine(realpathSync(socketPath), ears)
  return line === undefined ? err('it does not listen') : ok(line)
}

/** A link or a socket that somebody else made could be anybody's. */
function whyNot(socketPath: string): string | undefined {
  const uid = process.getuid?.()
  try {
    const [link, socket] = [lstatSync(socketPath), statSync(socketPath)]
    if (!socket.isSocket()) return 'it has no socket'
    return link.uid === uid && socket.uid === uid ? undefined : 'its socket belongs to another user'
  } catch {
    return 'it has no socket'
  }
}

interface Asker {
  resolve(result: unknown): void
  reject(cause: Error): void
}

async function openLine(path: string, ears: HostEars | undefined): Promise<HostConnection | undefined> {
  const socket = await openWebSocket(path, { maxAnswerBytes, timeoutMs })
  if (socket === undefined) return undefined
  const waiting = new Map<number, Asker>()
  let nextId = 1
  const endAll = () => {
    for (const { reject } of waiting.values()) reject(new HostHungUp('it hung up'))
    waiting.clear()
  }
  socket.on('error', endAll)
  socket.on('close', () => {
    endAll()
    ears?.onClose()
  })
  socket.on('message', (data) => {
    const message = recordIn(String(data))
    if (message === undefined) return
    if (typeof message['method'] === 'string') return void ears?.onMessage(messageIn(message, message['method']))
    const id = message['id']
    const asker = typeof id === 'number' ? waiting.get(id) : undefined
    if (asker === undefined) return
    waiting.delete(id as number)
    const refusal = refusalIn(message['error'])
    if (refusal === undefined) asker.resolve(message['result'])
    else asker.reject(new HostRefusal(refusal))
  })

  const send = (message: object) => socket.send(JSON.stringify(message))
  function call(method: string, params: object): Promise<unknown> {
    const id = nextId++
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      send({ id, method, params })
    })
  }
  async function carryOut(says: HostSays): Promise<unknown> {
    if (says.kind === 'call') return call(says.method, says.params)
    if (says.kind === 'wait') return sleep(says.ms)
    return send(says.kind === 'tell' ? { method: says.method } : { id: says.id, result: says.result })
  }
  return { say: (talk) => inTime(converse(talk, carryOut)), close: () => socket.terminate() }
}

function messageIn({ id, params }: JsonRecord, method: string): HostMessage {
  const isAnswerable = typeof id === 'number' || typeof id === 'string'
  return { method, params: isRecord(params) ? params : {}, id: isAnswerable ? id : undefined }
}

const refusalIn = (error: unknown): string | undefined =>
  error === undefined || error === null
    ? undefined
    : String((isRecord(error) ? error['message'] : undefined) ?? 'it refused')

/** Each thing that is said is over before the next; what is refused is for the talk to catch. */
export async function converse<T>(
  talk: HostTalk<T>,
  carryOut: (says: HostSays) => Promise<unknown>,
): Promise<Result<T, string>> {
  try {
    let step = talk.next()
    while (step.done !== true) {
      const done = await carryOut(step.value).then(
        (answer) => () => talk.next(answer),
        (cause: unknown) => () => talk.throw(cause),
      )
      step = done()
    }
    return ok(step.value)
  } catch (cause) {
    if (cause instanceof HostRefusal || cause instanceof HostHungUp) return err(cause.message)
    throw cause
  }
}

export async function inTime<T>(result: Promise<Result<T, string>>): Promise<Result<T, string>> {
  const giveUp = new AbortController()
  const late = sleep(timeoutMs, err<string>(`no answer within ${timeoutMs / 1000} s`), { signal: giveUp.signal })
  try {
    return await Promise.race([result, late])
  } finally {
    giveUp.abort()
    late.catch(() => undefined)
  }
}
