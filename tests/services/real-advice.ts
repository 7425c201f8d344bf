/** Advice as it is made of the cases of one session; what is hidden is kept for real, in a folder of its own. */

import { listPrices } from '../../src/agents/list-prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import { wasteSigns } from '../../src/agents/waste-signs.ts'
import { openHiddenAdvice } from '../../src/app/open-hidden-advice.ts'
import { adviceReport } from '../../src/core/advice/advice-report.ts'
import type { SessionWaste } from '../../src/core/advice/session-waste.ts'
import type { AdviceParts } from '../../src/services/local/advice.ts'
import { ownFolder } from '../tools/own-folder.ts'

/** A hundred dollars of cache, written again. */
export const paused = (atMs: number): SessionWaste => ({
  firstMs: atMs - 3_600_000,
  lastMs: atMs,
  prompts: 60,
  responses: 90,
  spent: [],
  cases: [
    {
      rule: 'cache-pause',
      cursor: 'main@4.0',
      atMs,
      over: 'cache r2',
      amount: 720_000,
      tokens: 400_000,
      parts: [{ model: 'claude-opus-4-6', day: '2026-11-20', tokens: { cacheWrite5m: 400_000, cacheRead: -400_000 } }],
    },
  ],
  pauses: [3, 1],
  answers: [],
  servers: [],
  commits: 0,
  edited: [],
})

export function realAdvice(session: { readonly id: string; readonly agent: string }, clock: () => number): AdviceParts {
  const dir = ownFolder('tce-advice-')
  const prices = createPriceBook(listPrices, [])
  const { hints } = wasteSigns
  return {
    openAdvice: async () => ({
      report: async ({ query, sessions, ...rest }) => {
        const { title, project } = sessions.find(({ id }) => id === session.id) ?? {}
        const known = { agent: session.agent, sessionId: session.id, title, project, waste: paused(clock() - 60_000) }
        return adviceReport([known], { query, ...rest, nowMs: clock(), prices, hints, sessionsToRead: 0 })
      },
      problem: () => undefined,
      forget: async () => {},
      close: async () => {},
    }),
    openHidden: async () => openHiddenAdvice(dir, 'm1'),
    isHiddenKept: () => true,
    settings: () => ({ minUsd: 2, most: 8 }),
  }
}
