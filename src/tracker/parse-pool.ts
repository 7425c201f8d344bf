/** Reads many transcripts on several threads; the calling thread stores what they find. */
import { availableParallelism } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { AgentId } from '../agents/agent.ts'
import type { ParseReply, ParseWorkerData } from './parse-worker.ts'
import type { RecordPiece, UnreadableFile } from './read-records.ts'
import { expectTasks, groupOf, readTask, type SizedTask } from './reading-task.ts'
import { hasProgram } from './record-files.ts'

export type TakePieces = (pieces: readonly RecordPiece[]) => void

/** Below this a thread takes longer to start than to read. */
const worthThreadsBytes = 24 << 20
/**
 * The same of what is read by a program (scan-programs.ts), which takes half a second for so much. A thread loads and warms up everything anew:
 * of 1 GiB it makes the first count a twentieth dearer.
 */
const worthThreadsScannedBytes = 512 << 20
const bytesPerBatch = 6 << 20
/** Of tiny files, so that their pieces don't gather in memory. */
const filesPerBatch = 500
const mostThreads = 4
/** What is told of a file lives until its batch is sent: with less of it most was copied by the garbage collector first. */
const youngGenerationMb = 32

/** Source files run as they are, built ones as JavaScript. */
const parseWorker = new URL(
  import.meta.url.endsWith('.ts') ? './parse-worker.ts' : './parse-worker.js',
  import.meta.url,
)

/** `take` is called on this thread; while it works, the others read on. When it throws they are stopped, and so does this. */
export async function readAllRecords(
  tasks: readonly SizedTask[],
  take: TakePieces,
  worker = parseWorker,
): Promise<readonly UnreadableFile[]> {
  return isWorthThreads(tasks) ? new PooledReading(toBatches(tasks), take, worker).run() : readHere(tasks, take)
}

function isWorthThreads(tasks: readonly SizedTask[]): boolean {
  let share = 0
  for (const { kind, newBytes } of tasks) {
    share += newBytes / (hasProgram(kind) ? worthThreadsScannedBytes : worthThreadsBytes)
  }
  return share >= 1
}

function readHere(tasks: readonly SizedTask[], take: TakePieces): readonly UnreadableFile[] {
  expectTasks(tasks)
  return tasks.flatMap((task) => readTask(task, (piece) => take([piece])) ?? [])
}

/** What is to be read, shared by the threads that read it. */
class PooledReading {
  readonly #batches: SizedTask[][]
  readonly #take: TakePieces
  readonly #worker: URL
  readonly #unreadable: UnreadableFile[] = []
  /** Files at which a thread died: each is tried once more, by a thread of its own. */
  readonly #suspects: SizedTask[] = []
  #failure: { readonly cause: unknown } | undefined

  constructor(batches: SizedTask[][], take: TakePieces, worker: URL) {
    this.#batches = batches
    this.#take = take
    this.#worker = worker
  }

  async run(): Promise<readonly UnreadableFile[]> {
    const threads = Math.min(mostThreads, Math.max(1, availableParallelism() - 1))
    await Promise.all(Array.from({ length: threads }, () => this.#readOnThread()))
    // What a thread left behind that died when all others were through.
    await this.#readRest()
    for (const suspect of this.#suspects) await this.#tryAgain(suspect)
    if (this.#failure) throw this.#failure.cause
    return this.#unreadable
  }

  /** This thread only stores what the others read: reading along, it would have to warm up for that as well, and saved no time. */
  async #readRest(): Promise<void> {
    for (let batch = this.#batches.pop(); batch; batch = this.#batches.pop()) {
      this.#guarded(() => this.#unreadable.push(...readHere(batch, this.#take)))
      await nextTurn()
    }
  }

  /** What a thread had when it died is read by the others; only the file that it was at is left for last. */
  async #readOnThread(): Promise<void> {
    const death = await readOnThread(
      this.#worker,
      () => this.#batches.shift(),
      (reply) => this.#note(reply),
    )
    if (death === undefined || this.#failure) return
    this.#suspects.push(death.suspect)
    const rest = death.lost.filter((task) => task !== death.suspect)
    if (rest.length > 0) this.#batches.push(rest)
  }

  async #tryAgain(suspect: SizedTask): Promise<void> {
    const batches = this.#failure ? [] : [[suspect]]
    const death = await readOnThread(
      this.#worker,
      () => batches.shift(),
      (reply) => this.#note(reply),
    )
    if (death) this.#unreadable.push({ path: suspect.path, problem: diedReading(suspect.path, death.reason) })
  }

  #note(reply: ParseReply): void {
    this.#guarded(() => this.#take(reply.pieces))
    this.#unreadable.push(...reply.unreadable)
  }

  /** Once something failed nothing more is stored, and what is left is not read. */
  #guarded(act: () => void): void {
    if (this.#failure) return
    try {
      act()
    } catch (cause) {
      this.#failure = { cause }
      this.#batches.length = 0
    }
  }
}

const diedReading = (path: string, reason: string): string =>
  `${path} could not be read (its reader ended twice: ${reason}): what is new in it is missing from the figures. It is tried again at the next look.`

interface SizedGroup {
  readonly group: readonly SizedTask[]
  readonly agent: AgentId
  readonly bytes: number
}

/**
 * The largest first, so that no thread is left alone with a giant; the files of a session stay together. All others by agent, that with the
 * most of them first: code that reads one agent's files has to run a while in each thread before it is fast, and so does so in fewer of them.
 */
function toBatches(tasks: readonly SizedTask[]): SizedTask[][] {
  const sized = [...Map.groupBy(tasks, groupOf).values()]
    .map((group) => ({ group, agent: agentOf(group), bytes: bytesOf(group) }))
    .sort((a, b) => b.bytes - a.bytes)
  const giants = sized.filter(({ bytes }) => bytes >= bytesPerBatch)
  const ofAgents = Map.groupBy(sized.slice(giants.length), ({ agent }) => agent)
  const byAgent = [...ofAgents.values()].sort((a, b) => sumOf(b) - sumOf(a))
  return [giants, ...byAgent].flatMap(batchesOf)
}

const agentOf = (group: readonly SizedTask[]): AgentId => (group[0] as SizedTask).kind.agent
const bytesOf = (group: readonly SizedTask[]): number => group.reduce((sum, { newBytes }) => sum + newBytes, 0)
const sumOf = (groups: readonly SizedGroup[]): number => groups.reduce((sum, { bytes }) => sum + bytes, 0)

function batchesOf(groups: readonly SizedGroup[]): SizedTask[][] {
  const batches: SizedTask[][] = []
  let filledBytes = bytesPerBatch
  for (const { group, bytes } of groups) {
    if (filledBytes + bytes > bytesPerBatch || (batches.at(-1)?.length ?? 0) >= filesPerBatch) {
      batches.push([])
      filledBytes = 0
    }
    batches.at(-1)?.push(...group)
    filledBytes += bytes
  }
  return batches
}

/** How a thread ended that was not told to. */
interface Death {
  readonly reason: string
  /** All that it was given and did not finish. */
  readonly lost: readonly SizedTask[]
  /** The one that it was at. */
  readonly suspect: SizedTask
}

/** Reads batches until there are none left. Undefined: all of them were read. */
async function readOnThread(
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
