/** A thread of ours, and what it is asked: one answer for each call, in whatever order. */
import { parentPort, type Worker } from 'node:worker_threads'
import { endOf, ThreadEnded } from './thread-end.ts'

export interface WorkerCalls<Call> {
  /** A bug there throws here; `ThreadEnded` where it was told to end before. */
  call<T>(call: Call): Promise<T>
  /** After what it was called for before, which is answered. Where that takes longer than 10 s it is stopped. */
  end(): Promise<void>
}

/** `end`: no call comes after it. */
type Message<Call> = { readonly id: number; readonly call: Call } | 'end'

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
  const gone = endOf(worker)
  const fail = (cause: Error) => {
    // What broke it says more than that it is gone.
    failure ??= cause
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
  worker.on('exit', () => fail(new ThreadEnded(name)))
  return {
    async call<T>(call: Call) {
      if (failure !== undefined) throw failure
      const id = ++lastId
      const { promise, resolve, reject } = Promise.withResolvers<T>()
      waiting.set(id, { resolve: (value) => resolve(value as T), reject })
      worker.postMessage({ id, call } satisfies Message<Call>)
      return await promise
    },
    async end() {
      failure ??= new ThreadEnded(name)
      worker.postMessage('end' satisfies Message<Call>)
      await gone()
    },
  }
}

/** In the thread. `close`: called when it was told to end, after the last answer. */
export function answerCalls<Call>(answer: (call: Call) => unknown, close: () => unknown = () => {}): void {
  const running = new Set<Promise<void>>()
  parentPort?.on('message', async (message: Message<Call>) => {
    if (message === 'end') {
      await Promise.all(running)
      await close()
      process.exit()
    }
    const replying = replyTo(message.id, () => answer(message.call)).then((reply) => parentPort?.postMessage(reply))
    running.add(replying)
    await replying
    running.delete(replying)
  })
}

async function replyTo(id: number, answer: () => unknown): Promise<Reply> {
  try {
    return { id, value: await answer() }
  } catch (cause) {
    return { id, bug: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }
  }
}
