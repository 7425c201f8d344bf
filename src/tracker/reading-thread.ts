/** One thread that reads batches of files, and what is known of it when it dies. */
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ParseReply, ParseWorkerData } from './parse-worker.ts'
import type { SizedTask } from './reading-task.ts'

/** What is told of a file lives until its batch is sent: with less of it most was copied by the garbage collector first. */
const youngGenerationMb = 32

/** How a thread ended that was not told to. */
interface Death {
  readonly reason: string
  /** All that it was given and did not finish. */
  readonly lost: readonly SizedTask[]
  /** The one that it was at. */
  readonly suspect: SizedTask
}

/** Reads batches until there are none left. Undefined: all of them were read. */
export async function readOnThread(
  url: URL,
  nextBatch: () => SizedTask[] | undefined,
  note: (reply: ParseReply) => void,
): Promise<Death | undefined> {
  const { promise, resolve } = Promise.withResolvers<Death | undefined>()
  const first = nextBatch()
  if (first === undefined) return undefined
  const reading: SizedTask[][] = []
  const at = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(url, {
    workerData: { at } satisfies ParseWorkerData,
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    execArgv: [],
    env: { ...process.env, ...compileCache() },
  })
  const give = (batch: SizedTask[] | undefined): void => {
    if (batch === undefined) return
    reading.push(batch)
    worker.postMessage(batch)
  }
  let isDead = false
  const die = (reason: string): void => {
    isDead = true
    const [batch = []] = reading
    const suspect = batch[Atomics.load(at, 0)] ?? batch[0]
    resolve(suspect && { reason, suspect, lost: reading.flat() })
  }
  worker.on('message', (reply: ParseReply) => {
    // What it sent before it died may come behind that: whoever reads the rest reads this, too.
    if (isDead) return
    // One batch ahead: the thread goes on while its last pieces are stored.
    if (reply.isLast) {
      reading.shift()
      give(nextBatch())
    }
    note(reply)
    if (reading.length === 0) resolve(undefined)
  })
  worker.on('error', (cause) => die(cause instanceof Error ? cause.message : String(cause)))
  worker.on('exit', (code) => die(`exit code ${code}`))
  give(first)
  give(nextBatch())
  return promise.finally(() => worker.terminate())
}

/** What is compiled of its code is kept where this program keeps its own; a thread does not know of that place by itself. */
function compileCache(): NodeJS.ProcessEnv {
  const dir = getCompileCacheDir()
  // It tells the folder of this version in it.
  return dir === undefined ? {} : { NODE_COMPILE_CACHE: dirname(dir) }
}
