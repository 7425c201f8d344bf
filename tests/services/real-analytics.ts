/** A real count of messages, in a folder of its own that goes with the test's process, of sessions that nobody kept. */
import { join } from 'node:path'
import { countMessages } from '../../src/analytics/message-pass.ts'
import { MessageStore } from '../../src/analytics/message-store.ts'
import { createAnalyticsAnswers } from '../../src/app/analytics-answers.ts'
import { openMarkers } from '../../src/app/open-markers.ts'
import { once } from '../../src/core/once.ts'
import type { AnalyticsParts, AnalyticsQuestion } from '../../src/services/local/analytics.ts'
import { type MadeUpSession, sourceOf } from '../search/made-up-sources.ts'
import { ownFolder } from '../tools/own-folder.ts'

/** The tags of `/code/tagged`. */
export const madeUpTags = [
  { name: 'v2.0', atMs: 900_000 },
  { name: 'v1.0', atMs: 100_000 },
]

export function realAnalytics(sessions: () => readonly MadeUpSession[], clock: () => number): AnalyticsParts {
  const dataDir = once(() => ownFolder('tce-analytics-'))
  return {
    async openAnalysis() {
      const store = new MessageStore(join(dataDir(), 'analytics.sqlite'), 'a-machine', clock)
      const sources = sessions().map(sourceOf)
      await countMessages({ store, sources, goesOn: async () => true, clock })
      const progress = { sessions: sources.length, read: sources.length }
      const answers = createAnalyticsAnswers(store, dataDir(), () => progress, clock)
      return {
        know: async (knowledge) => answers.know(knowledge),
        ask: async <T>(question: AnalyticsQuestion) => answers.answer(question) as T,
        problem: () => undefined,
        noteChange: () => {},
        forget: async (sessionIds) => store.forget(sessionIds),
        close: async () => store.close(),
      }
    },
    openMarkers: async () => openMarkers(dataDir(), 'a-machine'),
    tagsIn: async (folder) => (folder === '/code/tagged' ? { root: '/code/tagged', tags: madeUpTags } : undefined),
    timezone: () => 'UTC',
    rateLimits: () => ({ requests: 4000 }),
    steps: new Map([['claude', { request: 'api_request', call: 'tool_result', firstTokenMs: 'ttft_ms' }]]),
  }
}
