/** Reads many transcripts on several threads; the calling thread stores what they find. */
import { availableParallelism } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ParseReply } from './parse-worker.ts'
import { toBatches } from './reading-batches.ts'
import { expectTasks, readTask, type SizedTask } from './reading-task.ts'
import { readOnThread } from './reading-thread.ts'
import { hasProgram } from './record-files.ts'
import type { RecordPiece, UnreadableFile } from './record-piece.ts'

export type TakePieces = (pieces: readonly RecordPiece[]) => void

/** Below this a thread takes longer to start than to read. */
const worthThreadsBytes = 24 << 20
/**
 * The same of what is read by a program (scan-programs.ts), which takes half a second for so much. A thread loads and warms up everything anew:
 * of 1 GiB it makes the first count a twentieth dearer.
 */
const worthThreadsScannedBytes = 512 << 20
const mostThreads = 4
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
