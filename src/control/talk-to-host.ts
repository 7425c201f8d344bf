/**
 * Talks to an agent's host: JSON-RPC over a WebSocket on a socket of the file system. Only a socket of this user is spoken to, and
 * nothing that it says is kept but the answer.
 */
import { lstatSync, realpathSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HostTalk } from '../agents/hosting.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { openWebSocket } from './web-socket.ts'

/** Fails with the reason, for a sentence. Never throws, never takes longer than its time limit. */
export type TalkToHost = <T>(socketPath: string, talk: HostTalk<T>) => Promise<Result<T, string>>

/** An answer with the last turn of a long session in it may be large. */
const maxAnswerBytes = 8_000_000
const timeoutMs = 3_000

export const talkToHost: TalkToHost = async (socketPath, talk) => {
  const refusal = whyNot(socketPath)
  if (refusal !== undefined) return err(refusal)
  const line = await openLine(realpathSync(socketPath))
  if (line === undefined) return err('it does not listen')
  try {
    return await inTime(converse(line, talk))
  } finally {
    line.close()
  }
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

interface Line {
  send(message: object): void
  answerTo(id: number): Promise<unknown>
  close(): void
}

class HostRefusal extends Error {}

async function openLine(path: string): Promise<Line | undefined> {
  const socket = await openWebSocket(path, { maxAnswerBytes, timeoutMs })
  if (socket === undefined) return undefined
  const waiting = new Map<number, { resolve(result: unknown): void; reject(cause: Error): void }>()
  const endAll = () => {
    for (const { reject } of waiting.values()) reject(new HostRefusal('it hung up'))
  }
  socket.on('error', endAll)
  socket.on('close', endAll)
  socket.on('message', (data) => {
    const answer = answerIn(String(data))
    const asker = answer && waiting.get(answer.id)
    if (answer === undefined || asker === undefined) return
    waiting.delete(answer.id)
    if (answer.error === undefined) asker.resolve(answer.result)
    else asker.reject(new HostRefusal(answer.error))
  })
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    answerTo: (id) => new Promise((resolve, reject) => waiting.set(id, { resolve, reject })),
    close: () => socket.terminate(),
  }
}

function answerIn(
  text: string,
): { readonly id: number; readonly result?: unknown; readonly error?: string } | undefined {
  try {
    const { id, result, error } = JSON.parse(text)
    if (typeof id !== 'number') return undefined
    return error === undefined || error === null
      ? { id, result }
      : { id, error: String(error?.message ?? 'it refused') }
  } catch {
    return undefined
  }
}

async function converse<T>(line: Line, talk: HostTalk<T>): Promise<Result<T, string>> {
  let nextId = 1
  let answer: unknown
  try {
    for (;;) {
      const step = talk.next(answer)
      if (step.done === true) return ok(step.value)
      answer = undefined
      const says = step.value
      if (says.kind === 'wait') await sleep(says.ms)
      else if (says.kind === 'tell') line.send({ method: says.method })
      else {
        const id = nextId++
        const answered = line.answerTo(id)
        line.send({ id, method: says.method, params: says.params })
        answer = await answered
      }
    }
  } catch (cause) {
    if (cause instanceof HostRefusal) return err(cause.message)
    throw cause
  }
}

async function inTime<T>(result: Promise<Result<T, string>>): Promise<Result<T, string>> {
  const giveUp = new AbortController()
  const late = sleep(timeoutMs, err<string>(`no answer within ${timeoutMs / 1000} s`), { signal: giveUp.signal })
  try {
    return await Promise.race([result, late])
  } finally {
    giveUp.abort()
    late.catch(() => undefined)
  }
}
