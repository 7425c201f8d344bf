/** What a test of a backend left among the records of sessions: that it is found there is part of whether it works for TCE. */
import { setTimeout as wait } from 'node:timers/promises'
import type { BackendTest } from '../../../core/tasks/backend.ts'
import { formatDurationInWords, formatUsd } from '../../../core/words/format.ts'

export interface FoundSession {
  readonly costUsd?: number | undefined
}

/** What was written a moment ago may be read a moment later. */
const [patienceMs, everyMs] = [3_000, 250]

/** Only of one that worked, and whose session's id was given to it. */
export async function withTranscript(
  test: BackendTest,
  session: string | undefined,
  find: (id: string) => Promise<FoundSession | undefined>,
  { tries = patienceMs / everyMs, pauseMs = everyMs } = {},
): Promise<BackendTest> {
  if (!test.isWorking || session === undefined) return test
  let found: FoundSession | undefined
  for (let left = tries; left > 0 && found?.costUsd === undefined; left -= 1) {
    found = (await find(session)) ?? found
    if (found?.costUsd === undefined) await wait(pauseMs)
  }
  const took = formatDurationInWords(test.tookMs)
  if (found === undefined)
    return {
      ...{ ...test, hasTranscript: false },
      message: `Works. Answered in ${took} and ended by itself. No transcript of it was found.`,
    }
  const cost = found.costUsd === undefined ? '' : ` ${formatUsd(found.costUsd)}.`
  return {
    ...{ ...test, hasTranscript: true, costUsd: found.costUsd },
    message: `Works. Answered in ${took}, wrote a transcript, ended by itself.${cost}`,
  }
}
