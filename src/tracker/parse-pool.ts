/** Reads many transcripts on several threads; the calling thread stores what they find. */
import { availableParallelism } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { ParseReply } from './parse-worker.ts'
import { type RecordPiece, type RecordTask, readRecords, type UnreadableFile } from './read-records.ts'

export interface SizedTask extends RecordTask {
  /** Bytes to read. */
  readonly newBytes: number
}

export type TakePieces = (pieces: readonly RecordPiece[]) => void

/** Below this a thread takes longer to start than to read. */
const worthThreadsBytes = 24 << 20
const bytesPerBatch = 6 << 20
/** Of tiny files, so that their pieces don't gather in memory. */
const filesPerBatch = 500
const mostThreads = 4

/** `take` is called on this thread; while it works, the others read on. */
export async function readAllRecords(
  tasks: readonly SizedTask[],
  take: TakePieces,
): Promise<readonly UnreadableFile[]> {
  const bytes = tasks.reduce((sum, { newBytes }) => sum + newBytes, 0)
  return bytes < worthThreadsBytes ? readHere(tasks, take) : readOnThreads(tasks, take)
}

function readHere(tasks: readonly SizedTask[], take: TakePieces): readonly UnreadableFile[] {
  return tasks.flatMap((task) => readRecords(task, (piece) => take([piece])) ?? [])
}

async function readOnThreads(tasks: readonly SizedTask[], take: TakePieces): Promise<readonly UnreadableFile[]> {
  const batches = toBatches(tasks)
  const threads = Math.min(mostThreads, Math.max(1, availableParallelism() - 1))
  const unreadable: UnreadableFile[] = []
  const running = Array.from({ length: threads }, () => runThread(batches, take, unreadable))
  await Promise.all([...running, readAlong(batches, take, unreadable)])
  return unreadable
}

/** This thread takes the smallest batches while the others have nothing to store: one isolate less to warm up. */
async function readAlong(batches: SizedTask[][], take: TakePieces, unreadable: UnreadableFile[]): Promise<void> {
  for (let batch = batches.pop(); batch; batch = batches.pop()) {
    unreadable.push(...readHere(batch, take))
    await nextTurn()
  }
}

/** The largest first, so that no thread is left alone with a giant; the files of a session stay together. */
function toBatches(tasks: readonly SizedTask[]): SizedTask[][] {
  const groups = Map.groupBy(tasks, ({ place, path }) => place.sessionId ?? path)
  const sized = [...groups.values()]
    .map((group) => ({ group, bytes: group.reduce((sum, { newBytes }) => sum + newBytes, 0) }))
    .sort((a, b) => b.bytes - a.bytes)
  const batches: SizedTask[][] = []
  let filledBytes = bytesPerBatch
  for (const { group, bytes } of sized) {
    if (filledBytes + bytes > bytesPerBatch || (batches.at(-1)?.length ?? 0) >= filesPerBatch) {
      batches.push([])
      filledBytes = 0
    }
    batches.at(-1)?.push(...group)
    filledBytes += bytes
  }
  return batches
}

/** Source files run as they are, built ones as JavaScript. */
const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './parse-worker.ts' : './parse-worker.js', import.meta.url)

function runThread(batches: SizedTask[][], take: TakePieces, unreadable: UnreadableFile[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const worker = new Worker(workerUrl, { resourceLimits: { maxYoungGenerationSizeMb: 8 }, execArgv: [] })
  let waiting = 0
  const giveNext = (): void => {
    const batch = batches.shift()
    if (!batch) return
    waiting++
    worker.postMessage(batch)
  }
  worker.on('message', (reply: ParseReply) => {
    try {
      // One batch ahead: the thread goes on while its last pieces are stored.
      if (reply.isLast) giveNext()
      take(reply.pieces)
      unreadable.push(...reply.unreadable)
      if (reply.isLast && --waiting === 0) resolve()
    } catch (cause) {
      reject(cause)
    }
  })
  worker.on('error', reject)
  giveNext()
  giveNext()
  if (waiting === 0) resolve()
  return promise.finally(() => worker.terminate())
}
