/** Analytics of made-up messages, with real markers: for faces that are tried on made-up services. */
import { listPrices } from '../../src/agents/list-prices.ts'
import { createAnalytics, type LocalAnalytics } from '../../src/services/local/analytics.ts'
import type { MadeUpSession } from '../search/made-up-sources.ts'
import { realAnalytics } from '../services/real-analytics.ts'
import { madeUpMessages } from './made-up-messages.ts'

type Beside = Partial<Parameters<typeof createAnalytics>[1]>

const oneHour = (nowMs: number): readonly MadeUpSession[] => [
  madeUpMessages({ sessionId: 'a', count: 30, startMs: nowMs - 3_600_000 }),
]

export function madeUpAnalytics(
  beside: Beside = {},
  sessionsAt: (nowMs: number) => readonly MadeUpSession[] = oneHour,
): LocalAnalytics {
  const { clock = Date.now } = beside
  return createAnalytics(
    realAnalytics(() => sessionsAt(clock()), clock),
    {
      openLedger: async () => ({
        sessions: async () => ({ sessions: [], total: 0, agents: [] }),
        prices: () => listPrices,
      }),
      sessions: { find: async () => undefined },
      looks: { read: async () => ({ processes: [] }) },
      events: { ask: async () => ({ ok: true, value: { events: [] } }), isKept: () => false },
      accounts: async () => [],
      log: { record: async () => {} },
      bus: { append: () => {} },
      clock,
      reportError: console.error,
      ...beside,
    },
  )
}
