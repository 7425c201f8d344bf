/** What is asked of messages, answered beside their store: in a thread of the server, or in a command. */
import { createPriceBook } from '../agents/price-book.ts'
import {
  type AnalyticsDesk,
  createAnalyticsDesk,
  type DeskContext,
  type EntriesOf,
} from '../analytics/analytics-desk.ts'
import type { MessageStore } from '../analytics/message-store.ts'

import type { ReadProgress } from '../core/analytics/analytics.ts'
import type { AnalyticsKnowledge, AnalyticsQuestion } from '../services/local/analytics.ts'
import { lookAtLedger } from '../tracker/ledger-look.ts'
import { calendarOf } from '../tracker/local-calendar.ts'

export interface AnalyticsAnswers {
  know(knowledge: AnalyticsKnowledge): void
  answer(question: AnalyticsQuestion): unknown
}

export function createAnalyticsAnswers(
  store: MessageStore,
  dataDir: string,
  progress: () => ReadProgress,
  clock: () => number = Date.now,
): AnalyticsAnswers {
  let context: DeskContext = { prices: createPriceBook({ asOf: '', models: [] }), projects: new Map() }
  const desk: AnalyticsDesk = createAnalyticsDesk({
    store,
    context: () => context,
    entries: (of) => entriesIn(dataDir, of),
    progress,
    clock,
  })
  return {
    know({ prices, projects }) {
      context = { prices: createPriceBook(prices), projects: new Map(projects) }
    },
    answer(question) {
      switch (question.do) {
        case 'report':
          return desk.report(question.query, question.markers, calendarOf(question.query.timezone))
        case 'window':
          return desk.window(question.query, question.markers)
        case 'compare':
          return desk.compare(question.query, calendarOf(question.query.timezone))
        case 'counts':
          return desk.counts(question.sessionIds)
        default:
          return question satisfies never
      }
    },
  }
}

function entriesIn(dataDir: string, of: EntriesOf) {
  const ledger = lookAtLedger(dataDir)
  const entries = ledger?.entries(of)
  ledger?.close()
  return entries
}
