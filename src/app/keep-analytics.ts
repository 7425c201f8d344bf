/** The messages of this machine beside a server: counted in a thread, which begins behind its start and keeps up with what is written. */
import { setTimeout as wait } from 'node:timers/promises'
import type { ReadProgress } from '../core/analytics/analytics.ts'
import type { ReportError } from '../core/words/bug.ts'
import type { AnalyticsQuestion, MessageAnalysis } from '../services/local/analytics.ts'
import type { AnalyticsCall, AnalyticsThreadData, CountReport } from './analytics-thread.ts'
import { repeatPass, restedPass } from './repeated-pass.ts'
import { restingThread } from './resting-thread.ts'
import { startThread } from './start-thread.ts'

/** Behind the first look at texts: until somebody asks there is no hurry. */
const firstPassAfterMs = 60_000
const firstWaitsMs = 1_500

/** `onRest`: what it was told of prices and projects is gone. */
export function keepAnalytics(
  data: Omit<AnalyticsThreadData, 'progress'>,
  reportError: ReportError,
  onRest: () => void,
): MessageAnalysis {
  let progress: ReadProgress = { sessions: 0, read: 0 }
  const thread = restingThread<AnalyticsCall>({
    start: () =>
      startThread<AnalyticsCall, AnalyticsThreadData>({
        file: 'analytics-thread',
        name: 'analytics',
        data: { ...data, progress },
      }),
    lastCall: { do: 'close' },
    onRest,
  })
  let first: Promise<void> | undefined
  let isClosed = false

  let passing: Promise<void> | undefined
  let problem: string | undefined
  async function pass(): Promise<void> {
    try {
      const report = await thread.call<CountReport>({ do: 'count' })
      problem = report.problems.at(-1)
      progress = report.progress
      if (!report.isDone) passes.noteChange()
    } catch (cause) {
      if (!isClosed) reportError('Messages could not be counted', cause)
    }
  }
  const passes = repeatPass(
    () => {
      passing = pass()
      return passing
    },
    { firstAfterMs: firstPassAfterMs, againAfterMs: restedPass.againAfterMs },
  )

  /** Who is the first to ask waits a moment for what is new; the answer says what is missing. */
  async function waitForFirst(): Promise<void> {
    if (passing === undefined) passes.soon()
    await Promise.race([wait(0).then(() => passing), wait(firstWaitsMs)])
  }

  return {
    know: (knowledge) => thread.call({ do: 'know', knowledge }),
    async ask<T>(question: AnalyticsQuestion) {
      first ??= waitForFirst()
      await first
      passes.unlessSince(restedPass.askedAgainAfterMs)
      return thread.call<T>({ do: 'ask', question })
    },
    problem: () => problem,
    noteChange: () => passes.noteChange(),
    forget: (sessionIds) => thread.call({ do: 'forget', sessionIds }),
    async close() {
      isClosed = true
      passes.stop()
      await thread.close()
    },
  }
}
