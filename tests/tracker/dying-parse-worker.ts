/** Reads as the real one does, but for files whose name says that it dies of them. */
import { existsSync, writeFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { ParseWorkerData } from '../../src/tracker/parse-worker.ts'
import type { RecordTask } from '../../src/tracker/record-piece.ts'

const { at } = workerData as ParseWorkerData

parentPort?.on('message', (tasks: readonly RecordTask[]) => {
  for (const [index, { path }] of tasks.entries()) {
    const isDeadly = path.includes('always') || (path.includes('once') && !existsSync(`${path}.met`))
    if (!isDeadly) continue
    writeFileSync(`${path}.met`, '')
    Atomics.store(at, 0, index)
    if (path.includes('throws')) throw new Error('out of luck')
    process.exit(9)
  }
})

await import('../../src/tracker/parse-worker.ts')
