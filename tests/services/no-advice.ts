/** Advice of a machine on which nothing was found. */
import type { AdviceReport } from '../../src/core/advice/advice.ts'
import { ok } from '../../src/core/result.ts'
import type { AdviceService } from '../../src/services/advice.ts'

export const nothingToSay: AdviceReport = {
  generatedAt: '2026-11-20T14:30:00.000Z',
  since: '2026-10-21T14:30:00.000Z',
  days: 30,
  findings: [],
  savedUsd: 0,
  spentUsd: 1042.37,
  foundNothing: ['cache-pause', 'same-file'],
  hidden: [],
  minUsd: 2,
  sessions: 84,
  sessionsToRead: 0,
  prompts: 402,
  isTooEarly: false,
}

export const noAdvice: AdviceService = {
  report: async ({ days }) => ({ ...nothingToSay, days }),
  change: async ({ rule, project, isHidden }) =>
    ok({ hidden: isHidden ? [{ rule, ...(project !== undefined && { project }) }] : [] }),
}
