/** The writing side in a worker thread, with a connection of our own to read. */
import { Worker } from 'node:worker_threads'
import { createIdleCache } from '../storage/idle-cache.ts'
import { type Database, openForReading, openSnapshot } from '../storage/sqlite.ts'
import { endOf, ThreadEnded } from '../storage/thread-end.ts'
import type { EngineReport } from './ledger-engine.ts'
import type { StoreState, WorkerCall, WorkerReply, WorkerRequest } from './ledger-worker.ts'
import { type LedgerOptions, ledgerPath, type WritingSide } from './writing-side.ts'

/** Source files run as they are, built ones as JavaScript. */
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './ledger-worker.ts' : './ledger-worker.js',
  import.meta.url,
)

/** It reads line by line: a larger space for young objects would only be held. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 }

export async function openThreadedSide({ dataDir, sources, machine }: LedgerOptions): Promise<WritingSide> {
  const path = ledgerPath(dataDir)
  const calls = new WorkerCalls(
    new Worker(workerUrl, { workerData: { path, dataDir, sources, machine }, execArgv: [], resourceLimits }),
  )
  await calls.call('open')
  const reading = new ReadingConnection(path, () => calls.state)
  return {
    update: () => calls.report('update'),
    updateUsage: () => calls.report('updateUsage'),
    rebuild: () => calls.report('rebuild'),
    follow: async (onReport) => {
      calls.onReport = onReport
      await calls.call('follow')
    },
    get database() {
      return reading.database
    },
    get isSaved() {
      return calls.state.isSaved
    },
    get storeProblems() {
      return calls.state.storeProblems
    },
    close: async () => {
      reading.end()
      await calls.close()
    },
  }
}

interface Waiting {
  readonly resolve: (reply: WorkerReply) => void
  readonly reject: (cause: Error) => void
}

class WorkerCalls {
  readonly #worker: Worker
  readonly #gone: () => Promise<void>
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #failure: Error | undefined
  state: StoreState = { isSaved: true, storeNumber: 0, storeProblems: [] }
  onReport: ((report: EngineReport) => void) | undefined

  constructor(worker: Worker) {
    this.#worker = worker
    this.#gone = endOf(worker)
    worker.on('message', (reply: WorkerReply) => this.#take(reply))
    worker.on('error', (cause) => this.#fail(cause instanceof Error ? cause : new Error(String(cause))))
    worker.on('exit', () => this.#fail(new ThreadEnded('the ledger')))
  }

  call(call: WorkerCall): Promise<WorkerReply> {
    if (this.#failure) return Promise.reject(this.#failure)
    const id = ++this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<WorkerReply>()
    this.#waiting.set(id, { resolve, reject })
    this.#worker.postMessage({ id, call } satisfies WorkerRequest)
    return promise
  }

  async report(call: 'update' | 'updateUsage' | 'rebuild'): Promise<EngineReport> {
    const { report } = await this.call(call)
    if (!report) throw new Error('The ledger sent no report.')
    return report
  }

  async close(): Promise<void> {
    await this.call('close').catch(() => undefined)
    await this.#gone()
  }

  #take(reply: WorkerReply): void {
    this.state = reply.state
    if (reply.id === undefined) {
      if (reply.report) this.onReport?.(reply.report)
      return
    }
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (reply.failure === undefined) waiting?.resolve(reply)
    else waiting?.reject(new Error(reply.failure))
  }

  #fail(cause: Error): void {
    this.#failure ??= cause
    for (const { reject } of this.#waiting.values()) reject(cause)
    this.#waiting.clear()
  }
}

/** Opened again when the store is another; a copy while it is in the other thread's memory alone. */
class ReadingConnection {
  readonly #path: string
  readonly #state: () => StoreState
  readonly #cache = createIdleCache(() => this.#database)
  #database: Database | undefined
  #openedFor: number | Uint8Array | undefined

  constructor(path: string, state: () => StoreState) {
    this.#path = path
    this.#state = state
  }

  get database(): Database {
    this.#cache.used()
    const { snapshot, storeNumber } = this.#state()
    const wanted = snapshot ?? storeNumber
    if (this.#database && this.#openedFor === wanted) return this.#database
    this.close()
    this.#database = snapshot ? openSnapshot(snapshot) : this.#openFile()
    this.#openedFor = wanted
    return this.#database
  }

  end(): void {
    this.#cache.end()
    this.close()
  }

  close(): void {
    this.#database?.close()
    this.#database = undefined
  }

  #openFile(): Database {
    const opened = openForReading(this.#path)
    if (!opened.ok) throw new Error(opened.error.message)
    return opened.value
  }
}
