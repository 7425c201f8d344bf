/** The ledger's writing side in a thread of its own: a server's event loop never waits for a file. */
import { parentPort, workerData } from 'node:worker_threads'
import { createIdleCache } from '../storage/idle-cache.ts'
import type { Following } from './follow.ts'
import { keepUp } from './keep-up.ts'
import { type EngineOptions, type EngineReport, LedgerEngine } from './ledger-engine.ts'

export type WorkerCall = 'open' | 'update' | 'updateUsage' | 'rebuild' | 'follow' | 'close'

export interface WorkerRequest {
  readonly id: number
  readonly call: WorkerCall
}

export interface WorkerReply {
  /** Undefined: nobody asked, a followed file has changed. */
  readonly id: number | undefined
  readonly report?: EngineReport | undefined
  readonly failure?: string | undefined
  readonly state: StoreState
}

export interface StoreState {
  readonly isSaved: boolean
  readonly storeNumber: number
  readonly storeProblems: readonly string[]
  /** All that is stored, where it is in memory alone. */
  readonly snapshot?: Uint8Array<ArrayBuffer> | undefined
}

const engine = new LedgerEngine(workerData as EngineOptions)
const cache = createIdleCache(() => engine.database)
let following: Following | undefined

parentPort?.on('message', async ({ id, call }: WorkerRequest) => {
  try {
    const report = await calls[call]()
    post({ id, report: report ?? undefined, state: stateOf() })
  } catch (cause) {
    post({ id, failure: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause), state: stateOf() })
  }
  cache.used()
  if (call === 'close') process.exit()
})

const calls: Record<WorkerCall, () => Promise<EngineReport | undefined>> = {
  open: async () => undefined,
  update: () => engine.update(),
  updateUsage: () => engine.updateUsage(),
  rebuild: () => engine.rebuild(),
  follow: async () => {
    following ??= await keepUp(engine, workerData.sources, announce)
    return undefined
  },
  close: async () => {
    await following?.close()
    await engine.close()
    return undefined
  },
}

function announce(report: EngineReport): void {
  cache.used()
  if (report.sessionIds.length > 0) post({ id: undefined, report, state: stateOf() })
}

function stateOf(): StoreState {
  const { isSaved, storeNumber, storeProblems } = engine
  const snapshot = isSaved || !engine.database.open ? undefined : new Uint8Array(engine.database.serialize())
  return { isSaved, storeNumber, storeProblems, snapshot }
}

function post(reply: WorkerReply): void {
  parentPort?.postMessage(reply)
}
