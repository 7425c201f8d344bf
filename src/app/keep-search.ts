/** The search of this machine beside a server: in threads, which begin behind its start and keep up with what is written. */

import type { SearchProgress } from '../core/search/search-question.ts'
import { minutes } from '../core/time/duration.ts'
import type { ReportError } from '../core/words/bug.ts'
import type { DeskPrompts, WholePrompt } from '../search/prompt-desk.ts'
import type { DeskAnswer } from '../search/search-desk.ts'
import type { SearchIndex } from '../services/local/search.ts'
import { WithdrawnError } from '../services/search.ts'
import { repeatPass, restedPass } from './repeated-pass.ts'
import { restingThread } from './resting-thread.ts'
import type { Asked, IndexState, SearchCall, SearchThreadData } from './search-thread.ts'
import { startThread } from './start-thread.ts'
import { gatherWritten } from './written-sessions.ts'

/** What was wrong with the index is said for so long, and until all is indexed again. */
const saidForMs = minutes(60)

export function keepSearch(
  { exclude, ...data }: Omit<SearchThreadData, 'exclude'> & { readonly exclude: () => readonly string[] },
  reportError: ReportError,
): SearchIndex {
  const thread = (name: string, mayRest?: () => boolean) =>
    restingThread<SearchCall>({
      start: () =>
        startThread<SearchCall, SearchThreadData>({
          file: 'search-thread',
          name,
          data: { ...data, exclude: exclude() },
          youngGenerationMb: 4,
        }),
      lastCall: { do: 'close' },
      mayRest,
    })
  // What is wrong with the index is known by the one who opened it.
  const writing = thread('the index', () => ![...problems].some(isNews))
  const asking = thread('the search')
  /** Somebody made the file, so that it can be asked. */
  let making: Promise<void> | undefined
  function made(): Promise<void> {
    making ??= writing
      .call<IndexState>({ do: 'open' })
      .then(note)
      .catch((cause: unknown) => {
        making = undefined
        throw cause
      })
    return making
  }

  const problems = new Map<string, number>()
  function note(state: IndexState): void {
    for (const known of problems.keys()) if (!state.problems.includes(known)) problems.delete(known)
    for (const problem of state.problems) if (!problems.has(problem)) problems.set(problem, performance.now())
    if (state.isBrokenOff) passes.soon()
  }
  const isNews = ([, sinceMs]: readonly [string, number]): boolean => performance.now() - sinceMs < saidForMs
  const problemNow = ({ indexed, sessions }: SearchProgress): string | undefined =>
    [...problems].filter((one) => indexed < sessions || isNews(one)).at(-1)?.[0]

  async function index(call: SearchCall): Promise<void> {
    try {
      await made()
      note(await writing.call<IndexState>(call))
    } catch (cause) {
      if (!isClosed) reportError('Texts could not be indexed', cause)
    }
  }
  let isClosed = false
  const passes = repeatPass(() => index({ do: 'index', exclude: exclude() }), { againAfterMs: restedPass.againAfterMs })
  const written = gatherWritten((sessionIds) => index({ do: 'index written', sessionIds }))

  /** One after the other: who types on takes back what he asked before, as long as it waits. */
  let turn: Promise<unknown> = Promise.resolve()
  function asked<T>(call: SearchCall, signal?: AbortSignal): Promise<T> {
    const answer = turn.then(() => {
      if (signal?.aborted === true) throw new WithdrawnError('The question was taken back.')
      return askNow<T>(call)
    })
    turn = answer.catch(() => {})
    return answer
  }
  async function askNow<T>(call: SearchCall): Promise<T> {
    passes.unlessSince(restedPass.askedAgainAfterMs)
    await made()
    // Another file may just have been put in its place: the second look is into that one.
    let told = await asking.call<Asked<T>>(call)
    if ('unreadable' in told) told = await asking.call<Asked<T>>(call)
    if ('unreadable' in told) {
      note(await writing.call<IndexState>({ do: 'mend', unreadable: told.unreadable }))
      told = await asking.call<Asked<T>>(call)
    }
    if ('answer' in told) return told.answer
    throw new Error([...problems.keys()].at(-1) ?? told.unreadable.message)
  }

  return {
    async ask(question, signal) {
      const answer = await asked<DeskAnswer>({ do: 'ask', question, exclude: exclude() }, signal)
      return { ...answer, problem: problemNow(answer.progress) }
    },
    problem: () => [...problems.keys()].at(-1),
    prompts: (question) => asked<DeskPrompts>({ do: 'prompts', question, exclude: exclude() }),
    prompt: (id) => asked<WholePrompt | undefined>({ do: 'prompt', id, exclude: exclude() }),
    noteChange(sessionIds) {
      // Before that the first pass finds them.
      if (making !== undefined) written.note(sessionIds)
    },
    async forget(sessionIds) {
      await made()
      note(await writing.call<IndexState>({ do: 'forget', sessionIds }))
    },
    async close() {
      isClosed = true
      passes.stop()
      written.stop()
      // Who closes last puts the log into the file.
      await asking.close()
      await writing.close()
    },
  }
}
