/** The search of this machine beside a server: in threads, which begin behind its start and keep up with what is written. */

import type { SearchProgress } from '../core/search/search-question.ts'
import { minutes } from '../core/time/duration.ts'
import type { ReportError } from '../core/words/bug.ts'
import type { DeskPrompts, WholePrompt } from '../search/prompt-desk.ts'
import type { DeskAnswer } from '../search/search-desk.ts'
import type { SearchIndex } from '../services/local/search.ts'
import type { WorkerCalls } from '../storage/worker-calls.ts'
import { repeatPass } from './repeated-pass.ts'
import type { Asked, IndexState, SearchCall, SearchThreadData } from './search-thread.ts'
import { startThread } from './start-thread.ts'
import { gatherWritten } from './written-sessions.ts'

/** What was wrong with the index is said for so long, and until all is indexed again. */
const saidForMs = minutes(60)
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
    note(await calls.call<IndexState>({ do: 'open' }))
    return calls
  }

  const problems = new Map<string, number>()
  function note(state: IndexState): void {
    for (const known of problems.keys()) if (!state.problems.includes(known)) problems.delete(known)
    for (const problem of state.problems) if (!problems.has(problem)) problems.set(problem, performance.now())
    if (state.isBrokenOff) passes.soon()
  }
  function problemNow({ indexed, sessions }: SearchProgress): string | undefined {
    const isSaid = ([, sinceMs]: readonly [string, number]) =>
      indexed < sessions || performance.now() - sinceMs < saidForMs
    return [...problems].filter(isSaid).at(-1)?.[0]
  }

  async function index(call: SearchCall): Promise<void> {
    try {
      note(await (await opened()).call<IndexState>(call))
    } catch (cause) {
      if (!isClosed) reportError('Texts could not be indexed', cause)
    }
  }
  let isClosed = false
  const passes = repeatPass(() => index({ do: 'index', exclude: exclude() }))
  const written = gatherWritten((sessionIds) => index({ do: 'index written', sessionIds }))

  let [questions, leaving]: [number, NodeJS.Timeout | undefined] = [0, undefined]
  async function asked<T>(call: SearchCall): Promise<T> {
    clearTimeout(leaving)
    questions++
    try {
      const writer = await opened()
      asking ??= start('the search')
      // Another file may just have been put in its place: the second look is into that one.
      let told = await asking.call<Asked<T>>(call)
      if ('unreadable' in told) told = await asking.call<Asked<T>>(call)
      if ('unreadable' in told) {
        note(await writer.call<IndexState>({ do: 'mend', unreadable: told.unreadable }))
        told = await asking.call<Asked<T>>(call)
      }
      if ('answer' in told) return told.answer
      throw new Error([...problems.keys()].at(-1) ?? told.unreadable.message)
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
    async ask(question) {
      const answer = await asked<DeskAnswer>({ do: 'ask', question })
      return { ...answer, problem: problemNow(answer.progress) }
    },
    problem: () => [...problems.keys()].at(-1),
    prompts: (question) => asked<DeskPrompts>({ do: 'prompts', question }),
    prompt: (id) => asked<WholePrompt | undefined>({ do: 'prompt', id }),
    noteChange(sessionIds) {
      // Before that the first pass finds them.
      if (writing !== undefined) written.note(sessionIds)
    },
    async forget(sessionIds) {
      note(await (await opened()).call<IndexState>({ do: 'forget', sessionIds }))
    },
    async close() {
      isClosed = true
      passes.stop()
      written.stop()
      clearTimeout(leaving)
      if (writing === undefined) return
      const calls = await writing
      // Who closes last puts the log into the file.
      await asking?.end()
      await calls.call({ do: 'close' })
      await calls.end()
    },
  }
}
