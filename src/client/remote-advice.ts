/** Advice, as a running server gives it. */
import type { AdviceReport, HiddenAdvice } from '../core/advice/advice.ts'
import { minutes } from '../core/time/duration.ts'
import type { AdviceService } from '../services/advice.ts'
import { bodyOf, queryText, resultOf } from './answer.ts'
import type { ServerClient } from './server-client.ts'

/** Git may be asked of many sessions. */
const longMs = minutes(5)

export const createRemoteAdvice = (server: ServerClient): AdviceService => ({
  async report({ days, project, withGit, allCases, withHidden }) {
    const on = (is: boolean | undefined) => (is === true ? 'true' : undefined)
    const asked = { days: String(days), project, git: on(withGit), all: on(allCases), hidden: on(withHidden) }
    return bodyOf<AdviceReport>(await server.get(`/api/advice${queryText(asked)}`, longMs), 'advice')
  },
  change: async (change) =>
    resultOf<{ readonly hidden: readonly HiddenAdvice[] }, 'unwritable'>(
      await server.post('/api/advice', change),
      'what is hidden',
      ['unwritable'],
    ),
})
