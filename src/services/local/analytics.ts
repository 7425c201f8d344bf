/** Analytics of this machine: its messages are counted elsewhere; what the ledger, its user and git know of them comes from here. */
import type { KeptMarker, MarkerStore } from '../../analytics/marker-store.ts'
import type {
  AnalyticsQuery,
  AnalyticsReport,
  CompareQuery,
  Comparison,
  MessageWindow,
  WindowQuery,
} from '../../core/analytics/analytics.ts'
import { periodsAllowed, readPeriod } from '../../core/analytics/comparison.ts'
import { isOfEvent, markerEventTypes, markerOfEvent, mostEventMarkers } from '../../core/analytics/event-markers.ts'
import { instanceMetrics, type SessionCounts } from '../../core/analytics/instance-metrics.ts'
import { type Marker, mostMarkers, newTags, readMarker } from '../../core/analytics/marker.ts'
import { type MetricsReport, metricsReport } from '../../core/analytics/metrics-report.ts'
import { addRates, type MinuteRates, type RateLimits } from '../../core/analytics/minute-rates.ts'
import {
  type ToldRequests,
  type ToldStepTypes,
  type ToldTimes,
  toldRequests,
  toldTimes,
} from '../../core/analytics/told-times.ts'
import type { Actor } from '../../core/audit/audit.ts'
import type { AccountLimits } from '../../core/limits/limits-report.ts'
import type { FleetReport } from '../../core/process/report.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { folderName, projectPlace } from '../../core/session/project-place.ts'
import type { SessionDetail } from '../../core/session/session.ts'
import type { PriceList } from '../../core/usage/price.ts'
import type { ReportError } from '../../core/words/bug.ts'
import { byText } from '../../core/words/by-text.ts'
import { plural } from '../../core/words/format.ts'
import { problem } from '../../core/words/problem.ts'
import { QueryError } from '../../core/words/query-problem.ts'
import { plainText } from '../../core/words/text.ts'
import type { AnalyticsService, MarkerProblem } from '../analytics.ts'
import type { EventService } from '../events.ts'
import type { SessionService } from '../sessions.ts'
import type { LocalBus } from './bus.ts'
import type { LocalLog } from './log.ts'
import { openOnDemand } from './open-on-demand.ts'
import { allSessions } from './search.ts'
import { type SharedSource, sharedSource } from './shared-source.ts'
import type { LedgerSource } from './usage.ts'

/** What messages alone do not tell. */
export interface AnalyticsKnowledge {
  readonly prices: PriceList
  /** By session. */
  readonly projects: readonly (readonly [sessionId: string, project: string])[]
}

export type AnalyticsQuestion =
  | { readonly do: 'report'; readonly query: AnalyticsQuery; readonly markers: readonly Marker[] }
  | { readonly do: 'window'; readonly query: WindowQuery; readonly markers: readonly Marker[] }
  | { readonly do: 'compare'; readonly query: CompareQuery }
  | { readonly do: 'counts'; readonly sessionIds: readonly string[] }

/** analytics/, as it is asked: app/keep-analytics.ts, app/analytics-once.ts */
export interface MessageAnalysis {
  know(knowledge: AnalyticsKnowledge): Promise<void>
  ask<T>(question: AnalyticsQuestion): Promise<T>
  /** What is wrong with its store, as far as that is known. */
  problem(): string | undefined
  /** Somebody wrote. */
  noteChange(): void
  forget(sessionIds: readonly string[]): Promise<void>
  close(): Promise<void>
}

export interface AnalyticsParts {
  /** `onForgotten`: what it was told is gone, and is to be told again before it is asked. */
  readonly openAnalysis: (reportError: ReportError, onForgotten: () => void) => Promise<MessageAnalysis>
  /** The file can't be used: why. */
  readonly openMarkers: () => Promise<Result<MarkerStore, string>>
  /** Whether there is such a file. @default there is */
  readonly areMarkersKept?: (() => boolean) | undefined
  /** control/git-tags.ts */
  readonly tagsIn: (
    folder: string,
  ) => Promise<
    { readonly root: string; readonly tags: readonly { readonly name: string; readonly atMs: number }[] } | undefined
  >
  /** Where its days begin. */
  readonly timezone: () => string | undefined
  /** That its user typed in. */
  readonly rateLimits: () => RateLimits
  /** By the id of each agent that tells any. agents/agent.ts */
  readonly steps: ReadonlyMap<string, ToldStepTypes>
}

export interface LocalAnalytics extends AnalyticsService {
  /** Of all sessions that run. */
  rates(): Promise<MinuteRates>
  problem(): string | undefined
  noteChange(): void
  /** For a server: messages are counted whoever asks. */
  keepUp(): Promise<void>
  forget(sessionIds: readonly string[]): Promise<void>
  whileClosed: SharedSource<MessageAnalysis>['whileClosed']
  close(): Promise<void>
}

interface AnalyticsBeside {
  readonly openLedger: () => Promise<Pick<LedgerSource, 'sessions' | 'prices'>>
  readonly sessions: Pick<SessionService, 'find'>
  readonly looks: { read(maxAgeMs?: number): Promise<Pick<FleetReport, 'processes' | 'sessionsWithoutProcess'>> }
  readonly events: Pick<EventService, 'ask'> & { readonly isKept: () => boolean }
  /** With what their makers say of plans. */
  readonly accounts: () => Promise<readonly AccountLimits[]>
  readonly log: Pick<LocalLog, 'record'>
  readonly bus: Pick<LocalBus, 'append'>
  readonly clock: () => number
  readonly reportError: ReportError
}

export function createAnalytics(
  parts: AnalyticsParts,
  { openLedger, sessions, looks, events, accounts, log, bus, clock, reportError }: AnalyticsBeside,
): LocalAnalytics {
  const shared = sharedSource(() =>
    parts.openAnalysis(reportError, () => {
      told = undefined
    }),
  )
  const store = openOnDemand(parts.openMarkers)
  const isKept = () => store.isOpen() || parts.areMarkersKept?.() !== false
  /** Under way or done; undefined: what the ledger knows changed since it was told. */
  let told: Promise<void> | undefined

  async function analysis(): Promise<MessageAnalysis> {
    const opened = await shared.open()
    // Who asks meanwhile waits for it, too: without prices nothing has a cost.
    told ??= tell(opened)
    await told
    return opened
  }

  async function tell(opened: MessageAnalysis): Promise<void> {
    const ledger = await openLedger()
    const all = await allSessions(ledger)
    const projects = all.flatMap(({ id, project }) => (project === undefined ? [] : [[id, project] as const]))
    await opened.know({ prices: ledger.prices(), projects })
  }

  async function markers(): Promise<readonly Marker[]> {
    const opened = isKept() ? await store.open() : undefined
    const [kept, told] = await Promise.all([opened?.ok === true ? opened.value.all() : [], eventMarkers()])
    return told.length === 0 ? kept : [...kept, ...told].sort((a, b) => byText(b.at, a.at))
  }

  /** That programs set. */
  async function eventMarkers(): Promise<readonly Marker[]> {
    if (!events.isKept()) return []
    const found = await events.ask({ fields: { event_type: [...markerEventTypes] }, limit: mostEventMarkers })
    return found.ok ? found.value.events.map(markerOfEvent) : []
  }

  async function add(
    made: readonly { readonly label: string; readonly atMs: number; readonly project?: string | undefined }[],
    source: KeptMarker['source'],
    actor: Actor,
  ): Promise<Result<readonly Marker[], MarkerProblem>> {
    const opened = await store.open()
    if (!opened.ok) return err({ kind: 'unwritable', message: opened.error })
    if ((await opened.value.all()).length + made.length > mostMarkers) {
      return err({ kind: 'bad-marker', message: `There are at most ${mostMarkers} markers: remove some first.` })
    }
    const added = await opened.value.add(
      made.map((one) => ({ ...one, source })),
      clock(),
    )
    const [first] = added
    if (first !== undefined) {
      const message =
        added.length === 1 ? `It stands at ${first.at}.` : `${plural(added.length, 'marker')} stand there.`
      const subject = added
        .map(({ label }) => label)
        .slice(0, 5)
        .join(', ')
      await log.record({ action: 'marker.add', actor, subject, outcome: 'done', message })
    }
    // Who shows messages asks again.
    bus.append({ type: 'usage.changed', data: {} })
    return ok(added)
  }

  const countsOf = async (sessionIds: readonly string[]): Promise<readonly SessionCounts[]> =>
    (await analysis()).ask<readonly SessionCounts[]>({ do: 'counts', sessionIds })

  async function runningIds(): Promise<readonly string[]> {
    const { processes, sessionsWithoutProcess = [] } = await looks.read(freshMs)
    return [...new Set([...processes, ...sessionsWithoutProcess].flatMap(({ sessionId }) => sessionId ?? []))]
  }

  async function metricsOf(ids: readonly string[]): Promise<MetricsReport> {
    const counts = await countsOf(ids)
    const limits = parts.rateLimits()
    const firstTokensMs: number[] = []
    const instances = await Promise.all(
      counts.map(async (counted) => {
        const session = await sessions.find(counted.sessionId)
        if (session === undefined) return []
        const told = await toldBy(session)
        for (const ms of told?.firstTokensMs ?? []) firstTokensMs.push(ms)
        return instanceMetrics(session, { ...counted, rates: addRates([counted.rates], limits) }, told)
      }),
    )
    // What makers say is said beside: it is no reason for no figures.
    const told = await accounts().catch((cause: unknown) => {
      reportError('Limits could not be read for metrics', cause)
      return []
    })
    return metricsReport(instances.flat(), { limits, accounts: told, firstTokensMs, nowMs: clock() })
  }

  /** Undefined where the session tells none by OpenTelemetry, or more than are asked for. */
  async function toldBy({ id, agent }: Pick<SessionDetail, 'id' | 'agent'>): Promise<ToldTimes | undefined> {
    const types = parts.steps.get(agent)
    if (types === undefined || !events.isKept()) return undefined
    const found = await Promise.all(
      [types.request, types.call].map((type) =>
        events.ask({ fields: { session_id: [id], event_type: [type] }, limit: mostSteps }),
      ),
    )
    const told = found.flatMap((one) => (one.ok && one.value.nextId === undefined ? one.value.events : []))
    return told.length === 0 ? undefined : toldTimes(told, types)
  }

  async function toldOf({ agent, project, model }: AnalyticsQuery, since: string): Promise<ToldRequests | undefined> {
    if (!events.isKept() || project !== undefined || model !== undefined) return undefined
    const asked = [...parts.steps].filter(
      ([id]) => agent === undefined || agent.length === 0 || agent.some((one) => one === id),
    )
    const found = await Promise.all(
      asked.map(async ([id, types]) => {
        const fields = { agent: [id], event_type: [types.request] }
        const answer = await events.ask({ fields, since, limit: mostSteps })
        return answer.ok ? { ...answer.value, types } : { events: [], nextId: undefined, types }
      }),
    )
    return toldRequests(
      found.flatMap(({ events: told, types }) => told.map((event) => [event, types] as const)),
      found.some(({ nextId }) => nextId !== undefined),
    )
  }

  const zoned = <Q extends { readonly timezone?: string | undefined }>(query: Q): Q => ({
    ...query,
    timezone: query.timezone ?? parts.timezone(),
  })

  return {
    async report(query) {
      const question = { do: 'report', query: zoned(query), markers: await markers() } as const
      const report = await (await analysis()).ask<AnalyticsReport>(question)
      return { ...report, told: await toldOf(query, report.since) }
    },
    messages: async (query) => (await analysis()).ask<MessageWindow>({ do: 'window', query, markers: await markers() }),
    async compare(query) {
      if (query.by === 'period') refusePeriods(query)
      return (await analysis()).ask<Comparison>({ do: 'compare', query: zoned(query) })
    },
    async metrics({ session } = {}) {
      if (session !== undefined) return metricsOf([(await sessions.find(session))?.id ?? session])
      return metricsOf(await runningIds())
    },
    rates: async () =>
      addRates(
        (await countsOf(await runningIds())).map(({ rates }) => rates),
        parts.rateLimits(),
      ),
    markers,
    async mark(marker, actor) {
      const read = readMarker(marker, clock())
      if (!read.ok) return err({ kind: 'bad-marker', message: read.error })
      const added = await add([read.value], 'user', actor)
      return added.ok ? ok(added.value[0] as Marker) : added
    },
    async removeMarker(id, actor) {
      if (isOfEvent(id)) {
        const message = 'A program set this marker: it goes with its event, by tce events prune or its retention.'
        return err({ kind: 'bad-marker', message })
      }
      const opened = await store.open()
      if (!opened.ok) return err({ kind: 'unwritable', message: opened.error })
      const removed = await opened.value.remove(id)
      if (removed === undefined) {
        return err({ kind: 'no-marker', message: `There is no marker "${plainText(id)}". See: tce analytics markers` })
      }
      const message = `It stood at ${removed.at}.`
      await log.record({ action: 'marker.remove', actor, subject: removed.label, outcome: 'done', message })
      bus.append({ type: 'usage.changed', data: {} })
      return ok(removed)
    },
    async markTags(folder, actor) {
      const found = await parts.tagsIn(folder)
      if (found === undefined) {
        const message = `${plainText(folder)} lies in no git repository, or git could not read it.`
        return err({ kind: 'no-repository', message })
      }
      const project = folderName(projectPlace(found.root).folder)
      const made = newTags(found.tags, await markers(), project).map((tag) => ({ ...tag, project }))
      return made.length === 0 ? ok([]) : add(made, 'tag', actor)
    },
    problem: () => shared.now?.problem(),
    noteChange() {
      told = undefined
      shared.now?.noteChange()
    },
    keepUp: async () => void (await shared.open()),
    forget: async (sessionIds) => (await shared.open()).forget(sessionIds),
    whileClosed: async (change) => {
      told = undefined
      await shared.whileClosed(change)
    },
    async close() {
      await shared.close()
      await store.close()
    },
  }
}

const freshMs = 1_500
/** Of each kind: more is no answer that a page waits for. */
const mostSteps = 1_000

/** Whatever the zone: whether it can be read does not depend on it. */
const anyZone = { startOfDay: (day: number) => day * 86_400_000 }

function refusePeriods(query: CompareQuery): void {
  for (const key of ['a', 'b'] as const) {
    if (readPeriod(query[key], anyZone) === undefined) throw new QueryError(problem(key, query[key], periodsAllowed))
  }
}
