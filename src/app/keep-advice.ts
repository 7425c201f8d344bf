/** Advice of this machine: beside a server read behind everything else, before anybody asks; for a command when it asks. */
import type { AdviceReport } from '../core/advice/advice.ts'
import { days, minutes, seconds } from '../core/time/duration.ts'
import type { ReportError } from '../core/words/bug.ts'
import type { AdviceSource } from '../services/local/advice.ts'
import type { AdviceCall, AdviceThreadData } from './advice-thread.ts'
import { repeatPass } from './repeated-pass.ts'
import { restingThread } from './resting-thread.ts'
import { startThread } from './start-thread.ts'

/** What is counted and indexed first is what somebody looks at first. */
const firstPassAfterMs = seconds(60)
const againAfterMs = minutes(10)
/** Further back is read when somebody asks for it. */
const readAheadMs = days(30)

export interface AdviceBeside {
  /** A server. */
  readonly isFollowing: boolean
  /** Folders that are left out: the settings now. */
  readonly exclude: () => readonly string[]
  readonly reportError: ReportError
}

export function keepAdvice(data: AdviceThreadData, { isFollowing, exclude, reportError }: AdviceBeside): AdviceSource {
  const thread = restingThread<AdviceCall>({
    start: () => startThread<AdviceCall, AdviceThreadData>({ file: 'advice-thread', name: 'advice', data }),
    lastCall: { do: 'close' },
  })
  let problem: string | undefined
  let reading: Promise<void> | undefined
  let isClosed = false

  /** One pass at a time. */
  function read(sinceMs: number, isUrgent: boolean): Promise<void> {
    reading ??= thread
      .call<readonly string[]>({ do: 'read', sinceMs, isUrgent, exclude: exclude() })
      .then((problems) => {
        problem = problems.at(-1)
      })
      .finally(() => {
        reading = undefined
      })
    return reading
  }

  const pass = () =>
    read(Date.now() - readAheadMs, false).catch((cause: unknown) => {
      if (!isClosed) reportError('Sessions could not be looked through for advice', cause)
    })
  const passes = isFollowing ? repeatPass(pass, { firstAfterMs: firstPassAfterMs, againAfterMs }) : undefined
  return {
    problem: () => problem,
    async report(question) {
      const sinceMs = Date.now() - days(question.query.days)
      const reading = read(sinceMs, !isFollowing)
      // Who asks a server is told what is known by now, and how much is not.
      if (isFollowing) reading.catch((cause: unknown) => reportError('Sessions could not be looked through', cause))
      else await reading
      return thread.call<AdviceReport>({ do: 'ask', question, exclude: exclude() })
    },
    forget: (sessionIds) => thread.call({ do: 'forget', sessionIds }),
    async close() {
      isClosed = true
      passes?.stop()
      await thread.close()
    },
  }
}
