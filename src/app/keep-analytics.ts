/** The messages of this machine beside a server: counted in a thread, which begins behind its start and keeps up with what is written. */
import { setTimeout as wait } from 'node:timers/promises'
import type { ReportError } from '../core/words/bug.ts'
import type { AnalyticsQuestion, MessageAnalysis } from '../services/local/analytics.ts'
import type { WorkerCalls } from '../storage/worker-calls.ts'
import type { AnalyticsCall, AnalyticsThreadData, CountReport } from './analytics-thread.ts'
import { repeatPass } from './repeated-pass.ts'
import { startThread } from './start-thread.ts'

/** Behind the first look at texts: until somebody asks there is no hurry. */
const firstPassAfterMs = 60_000
const firstWaitsMs = 1_500

export function keepAnalytics(data: AnalyticsThreadData, reportError: ReportError): MessageAnalysis {
  let calls: WorkerCalls<AnalyticsCall> | undefined
  let first: Promise<void> | undefined
  let isClosed = false

  function thread(): WorkerCalls<AnalyticsCall> {
    calls ??= startThread<AnalyticsCall, AnalyticsThreadData>({ file: 'analytics-thread', name: 'analytics', data })
    return calls
  }

  let passing: Promise<void> | undefined
  let problem: string | undefined
  async function pass(): Promise<void> {
    try {
      const { isDone, problems } = await thread().call<CountReport>({ do: 'count' })
      problem = problems.at(-1)
      if (!isDone) passes.noteChange()
    } catch (cause) {
      if (!isClosed) reportError('Messages could not be counted', cause)
    }
  }
  const passes = repeatPass(
    () => {
      passing = pass()
      return passing
    },
    { firstAfterMs: firstPassAfterMs },
  )

  /** Who is the first to ask waits a moment for what is new; the answer says what is missing. */
  async function waitForFirst(): Promise<void> {
    if (passing === undefined) passes.soon()
    await Promise.race([wait(0).then(() => passing), wait(firstWaitsMs)])
  }

  return {
    know: (knowledge) => thread().call({ do: 'know', knowledge }),
    async ask<T>(question: AnalyticsQuestion) {
      first ??= waitForFirst()
      await first
      return thread().call<T>({ do: 'ask', question })
    },
    problem: () => problem,
    noteChange: () => passes.noteChange(),
    forget: (sessionIds) => thread().call({ do: 'forget', sessionIds }),
    async close() {
      isClosed = true
      passes.stop()
      if (calls === undefined) return
      await calls.call({ do: 'close' })
      await calls.end()
    },
  }
}
