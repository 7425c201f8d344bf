/** Analytics of this machine: its messages are counted elsewhere; what the ledger, its user and git know of them comes from here. */
import type { MarkerStore } from '../../analytics/marker-store.ts'
import type {
  AnalyticsQuery,
  AnalyticsReport,
  CompareQuery,
  Comparison,
  MessageWindow,
  WindowQuery,
} from '../../core/analytics/analytics.ts'
import { periodsAllowed, readPeriod } from '../../core/analytics/comparison.ts'
import type { MetricsReport, RateLimits, SessionCounts } from '../../core/analytics/instance-metrics.ts'
import { addRates, instanceMetrics, metricsReport } from '../../core/analytics/instance-metrics.ts'
import { type Marker, mostMarkers, newTags, readMarker } from '../../core/analytics/marker.ts'
import type { Actor } from '../../core/audit/audit.ts'
import type { FleetReport } from '../../core/process/report.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { folderName, projectPlace } from '../../core/session/project-place.ts'
import type { PriceList } from '../../core/usage/price.ts'
import type { ReportError } from '../../core/words/bug.ts'
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
  readonly openAnalysis: (reportError: ReportError) => Promise<MessageAnalysis>
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
}

export interface LocalAnalytics extends AnalyticsService {
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
  readonly log: Pick<LocalLog, 'record'>
  readonly bus: Pick<LocalBus, 'append'>
  readonly clock: () => number
  readonly reportError: ReportError
}

export function createAnalytics(
  parts: AnalyticsParts,
  { openLedger, sessions, looks, events, log, bus, clock, reportError }: AnalyticsBeside,
): LocalAnalytics {
  const shared = sharedSource(() => parts.openAnalysis(reportError))
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
    return opened?.ok === true ? opened.value.all() : []
  }

  async function add(
    made: readonly { readonly label: string; readonly atMs: number; readonly project?: string | undefined }[],
    source: Marker['source'],
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

  async function metricsOf(ids: readonly string[]): Promise<MetricsReport> {
    const counts = await (await analysis()).ask<readonly SessionCounts[]>({ do: 'counts', sessionIds: ids })
    const limits = parts.rateLimits()
    const instances = await Promise.all(
      counts.map(async (counted) => {
        const [session, toldMs] = await Promise.all([sessions.find(counted.sessionId), toldModelMs(counted.sessionId)])
        const time =
          toldMs === undefined ? counted.time : { ...counted.time, modelMs: toldMs, modelOrigin: 'official' as const }
        const rates = addRates([counted.rates], limits)
        return session === undefined ? [] : [instanceMetrics(session, { ...counted, time, rates })]
      }),
    )
    return metricsReport(instances.flat(), limits, clock())
  }

  /** All its requests, where the session tells each by OpenTelemetry; undefined where it does not, or there are more than are asked for. */
  async function toldModelMs(sessionId: string): Promise<number | undefined> {
    if (!events.isKept()) return undefined
    const fields = { session_id: [sessionId], event_type: requestTypes }
    const found = await events.ask({ fields, limit: mostRequests })
    if (!found.ok || found.value.events.length === 0 || found.value.nextId !== undefined) return undefined
    const times = found.value.events.map(({ data }) => durationIn(data))
    return times.some((ms) => ms === undefined) ? undefined : times.reduce<number>((sum, ms = 0) => sum + ms, 0)
  }

  const zoned = <Q extends { readonly timezone?: string | undefined }>(query: Q): Q => ({
    ...query,
    timezone: query.timezone ?? parts.timezone(),
  })

  return {
    report: async (query) =>
      (await analysis()).ask<AnalyticsReport>({ do: 'report', query: zoned(query), markers: await markers() }),
    messages: async (query) => (await analysis()).ask<MessageWindow>({ do: 'window', query, markers: await markers() }),
    async compare(query) {
      if (query.by === 'period') refusePeriods(query)
      return (await analysis()).ask<Comparison>({ do: 'compare', query: zoned(query) })
    },
    async metrics({ session } = {}) {
      if (session !== undefined) return metricsOf([(await sessions.find(session))?.id ?? session])
      const { processes, sessionsWithoutProcess = [] } = await looks.read(freshMs)
      const ids = [...processes, ...sessionsWithoutProcess].flatMap(({ sessionId }) => sessionId ?? [])
      return metricsOf([...new Set(ids)])
    },
    markers,
    async mark(marker, actor) {
      const read = readMarker(marker, clock())
      if (!read.ok) return err({ kind: 'bad-marker', message: read.error })
      const added = await add([read.value], 'user', actor)
      return added.ok ? ok(added.value[0] as Marker) : added
    },
    async removeMarker(id, actor) {
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
/** As one request is called in OpenTelemetry, by who tells each. */
const requestTypes = ['api_request']
const mostRequests = 1_000

function durationIn(data: string | null): number | undefined {
  const match = /"duration_ms":"?(\d+(?:\.\d+)?)/.exec(data ?? '')
  return match === null ? undefined : Number(match[1])
}

/** Whatever the zone: whether it can be read does not depend on it. */
const anyZone = { startOfDay: (day: number) => day * 86_400_000 }

function refusePeriods(query: CompareQuery): void {
  for (const key of ['a', 'b'] as const) {
    if (readPeriod(query[key], anyZone) === undefined) throw new QueryError(problem(key, query[key], periodsAllowed))
  }
}
