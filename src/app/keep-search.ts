/** The search of this machine beside a server: in threads, which begin behind its start and keep up with what is written. */
import type { ReportError } from '../core/words/bug.ts'
import type { DeskPrompts, WholePrompt } from '../search/prompt-desk.ts'
import type { DeskAnswer } from '../search/search-desk.ts'
import type { SearchIndex } from '../services/local/search.ts'
import type { WorkerCalls } from '../storage/worker-calls.ts'
import { repeatPass } from './repeated-pass.ts'
import type { SearchCall, SearchThreadData } from './search-thread.ts'
import { startThread } from './start-thread.ts'
import { gatherWritten } from './written-sessions.ts'

/** Nobody asks any more: the memory of the thread that answers is given back. */
const askedForMs = 60_000

export function keepSearch(
  { exclude, ...data }: Omit<SearchThreadData, 'exclude'> & { readonly exclude: () => readonly string[] },
  reportError: ReportError,
): SearchIndex {
  const start = (name: string): WorkerCalls<SearchCall> =>
    startThread<SearchCall, SearchThreadData>({
      file: 'search-thread',
      name,
      data: { ...data, exclude: exclude() },
      youngGenerationMb: 4,
    })
  let asking: WorkerCalls<SearchCall> | undefined
  let writing: Promise<WorkerCalls<SearchCall>> | undefined

  function opened(): Promise<WorkerCalls<SearchCall>> {
    writing ??= open()
    return writing
  }
  async function open(): Promise<WorkerCalls<SearchCall>> {
    const calls = start('the index')
    await calls.call({ do: 'open' })
    return calls
  }
  const passes = repeatPass(async () => {
    try {
      await (await opened()).call({ do: 'index', exclude: exclude() })
    } catch (cause) {
      reportError('Texts could not be indexed', cause)
    }
  })

  const written = gatherWritten(async (sessionIds) => {
    try {
      await (await opened()).call({ do: 'index written', sessionIds })
    } catch (cause) {
      reportError('Texts could not be indexed', cause)
    }
  })

  let [questions, leaving]: [number, NodeJS.Timeout | undefined] = [0, undefined]
  async function asked<T>(call: SearchCall): Promise<T> {
    clearTimeout(leaving)
    questions++
    try {
      await opened()
      asking ??= start('the search')
      return await asking.call<T>(call)
    } finally {
      questions--
      if (questions === 0) leaving = setTimeout(leave, askedForMs).unref()
    }
  }
  function leave(): void {
    void asking?.end()
    asking = undefined
  }

  return {
    ask: (question) => asked<DeskAnswer>({ do: 'ask', question }),
    prompts: (question) => asked<DeskPrompts>({ do: 'prompts', question }),
    prompt: (id) => asked<WholePrompt | undefined>({ do: 'prompt', id }),
    noteChange(sessionIds) {
      // Before that the first pass finds them.
      if (writing !== undefined) written.note(sessionIds)
    },
    async forget(sessionIds) {
      await (await opened()).call({ do: 'forget', sessionIds })
      // A pass was broken off for it.
      passes.noteChange()
    },
    async close() {
      passes.stop()
      written.stop()
      clearTimeout(leaving)
      if (writing === undefined) return
      const calls = await writing
      await calls.call({ do: 'close' })
      await calls.end()
      await asking?.end()
    },
  }
}
