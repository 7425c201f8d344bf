/** A thread of this folder, asked by calls: it runs behind everything else, and takes little for what it throws away soon. */
import { Worker } from 'node:worker_threads'
import { callsTo, type WorkerCalls } from '../storage/worker-calls.ts'

/** Source files run as they are, built ones as JavaScript. */
const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

export interface ThreadStart<Data> {
  /** Its file, without the ending. */
  readonly file: `${string}-thread`
  /** What it is called where it fails. */
  readonly name: string
  readonly data: Data
  /** @default 8 */
  readonly youngGenerationMb?: number | undefined
}

export function startThread<Call extends object, Data>({
  file,
  name,
  data,
  youngGenerationMb = 8,
}: ThreadStart<Data>): WorkerCalls<Call> {
  const url = new URL(`./${file}.${ending}`, import.meta.url)
  const resourceLimits = { maxYoungGenerationSizeMb: youngGenerationMb }
  return callsTo<Call>(new Worker(url, { workerData: data, execArgv: [], resourceLimits }), name)
}
