/** The search of this machine beside a server: in threads, which begin behind its start and keep up with what is written. */
import { Worker } from 'node:worker_threads'
import type { ReportError } from '../core/words/bug.ts'
import type { DeskPrompts, WholePrompt } from '../search/prompt-desk.ts'
import type { DeskAnswer } from '../search/search-desk.ts'
import type { SearchIndex } from '../services/local/search.ts'
import { callsTo, type WorkerCalls } from '../storage/worker-calls.ts'
import type { SearchCall, SearchThreadData } from './search-thread.ts'

/** Source files run as they are, built ones as JavaScript. */
const threadUrl = new URL(
  import.meta.url.endsWith('.ts') ? './search-thread.ts' : './search-thread.js',
  import.meta.url,
)
const resourceLimits = { maxYoungGenerationSizeMb: 8 }

/** Who asked for nothing yet is not kept from starting by it. */
const firstPassAfterMs = 15_000
/** What was written is found within two seconds. */
const settleMs = 1_000
/** A pass looks at the names of all sessions: where those are so many that it takes long, the next one is further away. */
const restFactor = 10
const longestRestMs = 30_000
/** What nobody told of. */
const lookAgainMs = 60_000

export function keepSearch(
  { exclude, ...data }: Omit<SearchThreadData, 'exclude'> & { readonly exclude: () => readonly string[] },
  reportError: ReportError,
): SearchIndex {
  const start = (name: string): WorkerCalls<SearchCall> =>
    callsTo(
      new Worker(threadUrl, {
        workerData: { ...data, exclude: exclude() } satisfies SearchThreadData,
        execArgv: [],
        resourceLimits,
      }),
      name,
    )
  let asking: WorkerCalls<SearchCall> | undefined
  let writing: Promise<WorkerCalls<SearchCall>> | undefined
  let timer: NodeJS.Timeout | undefined
  /** When the next pass begins; while one is under way none is thought of. */
  let dueMs = Number.POSITIVE_INFINITY
  let restMs = settleMs
  let isWanted = false
  let isClosed = false

  function opened(): Promise<WorkerCalls<SearchCall>> {
    writing ??= open()
    return writing
  }
  async function open(): Promise<WorkerCalls<SearchCall>> {
    const calls = start('the index')
    await calls.call({ do: 'open' })
    return calls
  }
  async function pass(): Promise<void> {
    dueMs = Number.NEGATIVE_INFINITY
    isWanted = false
    const beganMs = performance.now()
    try {
      await (await opened()).call({ do: 'index', exclude: exclude() })
    } catch (cause) {
      reportError('Texts could not be indexed', cause)
    }
    if (isClosed) return
    restMs = Math.min(longestRestMs, Math.max(settleMs, restFactor * (performance.now() - beganMs)))
    dueMs = Number.POSITIVE_INFINITY
    passIn(isWanted ? restMs : lookAgainMs)
  }
  /** The sooner one counts. */
  function passIn(ms: number): void {
    const atMs = performance.now() + ms
    if (atMs >= dueMs) return
    clearTimeout(timer)
    dueMs = atMs
    timer = setTimeout(pass, ms).unref()
  }

  function noteChange(): void {
    isWanted = true
    if (writing !== undefined) passIn(restMs)
  }

  async function asked<T>(call: SearchCall): Promise<T> {
    await opened()
    asking ??= start('the search')
    return asking.call<T>(call)
  }

  passIn(firstPassAfterMs)
  return {
    ask: (question) => asked<DeskAnswer>({ do: 'ask', question }),
    prompts: (question) => asked<DeskPrompts>({ do: 'prompts', question }),
    prompt: (id) => asked<WholePrompt | undefined>({ do: 'prompt', id }),
    noteChange,
    async forget(sessionIds) {
      await (await opened()).call({ do: 'forget', sessionIds })
      // A pass was broken off for it.
      noteChange()
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      if (writing === undefined) return
      const calls = await writing
      await calls.call({ do: 'close' })
      await calls.end()
      await asking?.end()
    },
  }
}
