/** The search of this machine: beside a server in threads that keep up with what is written, for a command at once and in its own. */
import { Worker } from 'node:worker_threads'
import type { RecordSource } from '../agents/machine-sources.ts'
import type { ReportError } from '../core/words/bug.ts'
import { indexSessions } from '../search/index-pass.ts'
import { IndexWriter } from '../search/index-writer.ts'
import { createSearchDesk, type DeskAnswer } from '../search/search-desk.ts'
import type { SearchIndex } from '../services/local/search.ts'
import { createSessionTexts } from '../sessions/session-texts.ts'
import { openForReading } from '../storage/sqlite.ts'
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
/** What nobody told of. */
const lookAgainMs = 60_000

/** For a server. */
export async function keepSearch(data: SearchThreadData, reportError: ReportError): Promise<SearchIndex> {
  const start = (name: string): WorkerCalls<SearchCall> =>
    callsTo(new Worker(threadUrl, { workerData: data, execArgv: [], resourceLimits }), name)
  const writing = start('the index')
  let asking: WorkerCalls<SearchCall> | undefined
  await writing.call({ do: 'open' })
  let passing: Promise<unknown> | undefined
  let isWanted = false
  let timer: NodeJS.Timeout | undefined

  function pass(): void {
    if (passing !== undefined) {
      isWanted = true
      return
    }
    isWanted = false
    passing = writing
      .call({ do: 'index' })
      .catch((cause: unknown) => reportError('Texts could not be indexed', cause))
      .finally(() => {
        passing = undefined
        passIn(isWanted ? settleMs : lookAgainMs)
      })
  }
  function passIn(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(pass, ms).unref()
  }

  passIn(firstPassAfterMs)
  return {
    ask(question) {
      asking ??= start('the search')
      return asking.call<DeskAnswer>({ do: 'ask', question })
    },
    noteChange: () => {
      if (passing === undefined) passIn(settleMs)
      else isWanted = true
    },
    async close() {
      clearTimeout(timer)
      await writing.call({ do: 'close' })
      await writing.end()
      await asking?.end()
    },
  }
}

/** What a command waits for the index, which a server would have kept. */
const commandWaitsMs = 3_000

/** For a command alone: what is missing is indexed first, as far as that takes a moment; the next one goes on there. */
export function searchOnce({
  path,
  machine,
  sources,
}: SearchThreadData & { readonly sources: readonly RecordSource[] }): SearchIndex {
  const texts = createSessionTexts(sources)
  return {
    async ask(question) {
      const writer = new IndexWriter(path, machine)
      const untilMs = performance.now() + commandWaitsMs
      await indexSessions({ writer, sources: texts(), goesOn: async () => performance.now() < untilMs })
      writer.close()
      const opened = openForReading(path)
      if (!opened.ok) throw new Error(opened.error.message)
      try {
        return createSearchDesk({ database: () => opened.value, sources: texts }).ask(question)
      } finally {
        opened.value.close()
      }
    },
    noteChange: () => {},
    close: async () => {},
  }
}
