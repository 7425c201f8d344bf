/** A thread that reads transcripts: tasks in, pieces out. */
import { parentPort, workerData } from 'node:worker_threads'
import { expectTasks, readTask, type SizedTask } from './reading-task.ts'
import type { RecordPiece, UnreadableFile } from './record-piece.ts'

export interface ParseReply {
  readonly pieces: readonly RecordPiece[]
  readonly unreadable: readonly UnreadableFile[]
  /** False: more of the same tasks follows. */
  readonly isLast: boolean
}

export interface ParseWorkerData {
  /** Which of its tasks it is at, for whoever finds it dead. */
  readonly at: Int32Array<SharedArrayBuffer>
}

const { at } = workerData as ParseWorkerData

/** So many responses in a message at most; a large file comes in several. */
const mostPerReply = 20_000

parentPort?.on('message', (tasks: readonly SizedTask[]) => {
  expectTasks(tasks)
  let pieces: RecordPiece[] = []
  let count = 0
  const unreadable: UnreadableFile[] = []
  const post = (isLast: boolean): void => {
    const transfer = pieces.map(({ variants }) => variants.numbers.buffer)
    parentPort?.postMessage({ pieces, unreadable: isLast ? unreadable : [], isLast } satisfies ParseReply, transfer)
    pieces = []
    count = 0
  }
  for (const [index, task] of tasks.entries()) {
    Atomics.store(at, 0, index)
    const problem = readTask(task, (piece) => {
      pieces.push(piece)
      count += piece.variants.count
      if (count > mostPerReply) post(false)
    })
    if (problem) unreadable.push(problem)
  }
  post(true)
})
