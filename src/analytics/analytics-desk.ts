/** Answers what is asked of messages. What it read it keeps until something was written, or a price or a project changed. */
import type {
  AnalyticsQuery,
  AnalyticsReport,
  CompareQuery,
  Comparison,
  MessageFilter,
  MessageWindow,
  ReadProgress,
  WindowQuery,
} from '../core/analytics/analytics.ts'
import { analyticsReport, isAskedFor, sinceOf } from '../core/analytics/analytics-report.ts'
import { compare } from '../core/analytics/comparison.ts'
import { type SessionCounts, sessionCounts } from '../core/analytics/instance-metrics.ts'
import type { Marker } from '../core/analytics/marker.ts'
import { contextIn } from '../core/analytics/message-counter.ts'
import { messageWindow, type Trends, trendsOf } from '../core/analytics/message-window.ts'
import { minuteRates } from '../core/analytics/minute-rates.ts'
import { eachMessage, type MessageOrigin, type PricedMessage, priceMessage } from '../core/analytics/priced-message.ts'
import { entriesOfMessage, type SpentQuery, spentByMessages, spentIn } from '../core/analytics/spent.ts'
import type { Calendar } from '../core/time/calendar.ts'
import { hours } from '../core/time/duration.ts'
import type { PriceBook } from '../core/usage/price.ts'
import type { UsageEntry } from '../core/usage/usage-entry.ts'
import type { MessageStore } from './message-store.ts'

/** What is known elsewhere. */
export interface DeskContext {
  readonly prices: PriceBook
  /** By session. */
  readonly projects: ReadonlyMap<string, string>
}

export interface DeskParts {
  readonly store: MessageStore
  readonly context: () => DeskContext
  /** What the ledger holds; undefined where it can't be read: then what messages are made of is all that is known. */
  readonly entries?: ((of: EntriesOf) => readonly UsageEntry[] | undefined) | undefined
  readonly progress: () => ReadProgress
  readonly clock?: (() => number) | undefined
}

export interface EntriesOf {
  readonly sinceMs?: number | undefined
  readonly sessionId?: string | undefined
}

export interface AnalyticsDesk {
  report(query: AnalyticsQuery, markers: readonly Marker[], calendar: Calendar): AnalyticsReport
  window(query: WindowQuery, markers: readonly Marker[]): MessageWindow
  compare(query: CompareQuery, calendar: Calendar): Comparison
  /** Of those of these sessions that were counted. */
  counts(sessionIds: readonly string[]): readonly SessionCounts[]
}

export function createAnalyticsDesk({
  store,
  context,
  entries = () => undefined,
  progress,
  clock = Date.now,
}: DeskParts): AnalyticsDesk {
  let kept:
    | { readonly version: string; readonly context: DeskContext; readonly messages: readonly PricedMessage[] }
    | undefined
  let shown:
    | { readonly all: readonly PricedMessage[]; readonly key: string; readonly messages: readonly PricedMessage[] }
    | undefined
  let trends: { readonly of: readonly PricedMessage[]; readonly width: number; readonly trends: Trends } | undefined

  function originsNow(): (session: number) => MessageOrigin | undefined {
    const { projects } = context()
    const origins = new Map(
      store.sessions().map(({ id, agent, sessionId }) => [id, { agent, sessionId, project: projects.get(sessionId) }]),
    )
    return (session) => origins.get(session)
  }

  function all(): readonly PricedMessage[] {
    const { version } = store
    const now = context()
    if (kept?.version === version && kept.context === now) return kept.messages
    const originOf = originsNow()
    const priced = store.messages().flatMap(({ session, message }) => {
      const origin = originOf(session)
      return (origin && priceMessage(message, origin, now.prices)) ?? []
    })
    kept = { version, context: now, messages: eachMessage(priced) }
    return kept.messages
  }

  function asked(filter: MessageFilter): readonly PricedMessage[] {
    const messages = all()
    const key = JSON.stringify([filter.agent, filter.project, filter.model])
    if (shown?.all === messages && shown.key === key) return shown.messages
    shown = { all: messages, key, messages: messages.filter(isAskedFor(filter)) }
    return shown.messages
  }

  function trendsFor(messages: readonly PricedMessage[], width: number): Trends {
    if (trends?.of === messages && trends.width === width) return trends.trends
    trends = { of: messages, width, trends: trendsOf(messages, width) }
    return trends.trends
  }

  function countsOf(sessionId: string): SessionCounts | undefined {
    const [known] = store.session(sessionId)
    if (known === undefined) return undefined
    const nowMs = clock()
    const messages = store.messagesOf(known.id)
    const responses = store.responses(nowMs - hours(1)).filter(({ session }) => session === known.id)
    return sessionCounts({
      sessionId,
      messages,
      entries: entries({ sessionId }) ?? messages.flatMap((message) => entriesOfMessage(message)),
      context: contextIn(known.carry),
      rates: minuteRates(responses, nowMs),
      prices: context().prices,
    })
  }

  const labelOf = (model: string) => context().prices.labelOf(model)

  return {
    report(query, markers, calendar) {
      const messages = asked(query)
      const nowMs = clock()
      const sinceMs = sinceOf(query.days, calendar, nowMs)
      const untilMs = calendar.startOfDay(calendar.dayOf(nowMs) + 1) - 1
      const of: SpentQuery = { ...query, sinceMs, untilMs, isByHour: query.days === 1 }
      const byPlace = new Map(
        messages.filter(({ atMs }) => atMs >= sinceMs).map((one) => [`${one.sessionId} ${one.agent} ${one.no}`, one]),
      )
      const originOf = originsNow()
      const details = store.messages(sinceMs).flatMap(({ session, message }) => {
        const origin = originOf(session)
        const of = origin && byPlace.get(`${origin.sessionId} ${origin.agent} ${message.no}`)
        return of === undefined ? [] : [{ message, of }]
      })
      const { prices } = context()
      const known = entries({ sinceMs }) ?? details.flatMap(({ message, of }) => entriesOfMessage(message, of))
      const parts = {
        spent: spentIn(known, of, { prices, calendar }),
        spentByMessagesUsd: spentByMessages(all(), of),
      }
      return {
        ...analyticsReport(query, { messages, details, ...parts, markers, calendar, labelOf, nowMs }),
        progress: progress(),
      }
    },
    window(query, markers) {
      const messages = asked(query)
      const own = markers.filter(({ project }) => project === undefined || project === query.project)
      const parts = { messages, trends: trendsFor(messages, query.trend), markers: own, labelOf }
      return { ...messageWindow(query, parts), progress: progress() }
    },
    compare: (query, calendar) => ({
      ...compare(query, { messages: asked(query), calendar, labelOf }),
      progress: progress(),
    }),
    counts: (sessionIds) => sessionIds.flatMap((id) => countsOf(id) ?? []),
  }
}
