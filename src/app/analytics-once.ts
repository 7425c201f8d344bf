/** The messages of this machine for a command: what is not counted yet is counted first, as far as that takes a moment. */
import { dirname } from 'node:path'
import { MessageStore } from '../analytics/message-store.ts'
import type { AnalyticsQuestion, MessageAnalysis } from '../services/local/analytics.ts'
import { unlessBrokenOff } from '../storage/rebuildable-store.ts'
import { type AnalyticsAnswers, createAnalyticsAnswers } from './analytics-answers.ts'
import type { AnalyticsThreadData } from './analytics-thread.ts'
import { countWithLedger } from './count-with-ledger.ts'
import { rememberedTexts } from './remembered-texts.ts'

/** What a command waits for the count, which a server would have kept; the next one goes on there. */
const commandWaitsMs = 3_000

export function analyticsOnce({ path, machine, sources }: Omit<AnalyticsThreadData, 'progress'>): MessageAnalysis {
  const store = new MessageStore(path, machine)
  let progress = { sessions: 0, read: 0 }
  const answers: AnalyticsAnswers = createAnalyticsAnswers(store, dirname(path), () => progress)
  let counting: Promise<unknown> | undefined

  async function count(): Promise<void> {
    const untilMs = performance.now() + commandWaitsMs
    const pass = () =>
      countWithLedger(dirname(path), {
        store,
        sources: rememberedTexts(path, sources, () => []).texts(),
        goesOn: async () => performance.now() < untilMs,
        onProgress: (told) => {
          progress = told
        },
      })
    // Once more where it was found damaged on the way.
    if (!(await unlessBrokenOff(pass))) await unlessBrokenOff(pass)
  }

  return {
    know: async (knowledge) => answers.know(knowledge),
    async ask<T>(question: AnalyticsQuestion) {
      counting ??= count()
      await counting
      return answers.answer(question) as T
    },
    problem: () => store.problems.at(-1),
    noteChange: () => {},
    forget: async (sessionIds) => store.forget(sessionIds),
    close: async () => store.close(),
  }
}
