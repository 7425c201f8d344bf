/** A thread of ours, and what it is asked: one answer for each call, in whatever order. */
import { parentPort, type Worker } from 'node:worker_threads'

export interface WorkerCalls<Call> {
  /** A bug there throws here. */
  call<T>(call: Call): Promise<T>
  end(): Promise<void>
}

interface Reply {
  readonly id: number
  readonly value?: unknown
  readonly bug?: string
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (cause: Error) => void
}

export function callsTo<Call>(worker: Worker, name: string): WorkerCalls<Call> {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let failure: Error | undefined
  const fail = (cause: Error) => {
    failure = cause
    for (const { reject } of waiting.values()) reject(cause)
    waiting.clear()
  }
  worker.on('message', ({ id, value, bug }: Reply) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (bug === undefined) asked?.resolve(value)
    else asked?.reject(new Error(bug))
  })
  worker.on('error', (cause) => fail(cause instanceof Error ? cause : new Error(String(cause))))
  worker.on('exit', () => fail(new Error(`The thread of ${name} has ended.`)))
  return {
    async call<T>(call: Call) {
      if (failure !== undefined) throw failure
      const id = ++lastId
      const { promise, resolve, reject } = Promise.withResolvers<T>()
      waiting.set(id, { resolve: (value) => resolve(value as T), reject })
      worker.postMessage({ id, call })
      return await promise
    },
    async end() {
      await worker.terminate()
    },
  }
}

/** In the thread. */
export function answerCalls<Call>(answer: (call: Call) => unknown): void {
  parentPort?.on('message', async ({ id, call }: { readonly id: number; readonly call: Call }) => {
    parentPort?.postMessage(await replyTo(id, () => answer(call)))
  })
}

async function replyTo(id: number, answer: () => unknown): Promise<Reply> {
  try {
    return { id, value: await answer() }
  } catch (cause) {
    return { id, bug: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }
  }
}
