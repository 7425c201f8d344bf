/** The events of this machine: opened when they are first needed. */
import type { CapturedEvent, CaptureOutcome, CaptureProblem, NewCaptured } from '../../core/captured/captured-event.ts'
import type { CountQuestion, EventCounts } from '../../core/captured/event-counts.ts'
import type { EventAnswer, EventQuestion } from '../../core/captured/event-question.ts'
import { eventKeys } from '../../core/captured/event-question.ts'
import type { EventRetention, GivenBack, Prunable, Pruned, PruneOrder } from '../../core/captured/event-retention.ts'
import type { EventTotals, HistogramBin, HistogramQuestion } from '../../core/captured/event-totals.ts'
import type { ProjectSessions } from '../../core/data/kept-data.ts'
import type { PointsTaken, SeriesPoint } from '../../core/otlp/series-point.ts'
import type { PointsQuestion, SeriesPage, SeriesPoints, SeriesQuestion } from '../../core/otlp/stored-series.ts'
import { instantOf, parseQuery } from '../../core/query/parse-query.ts'
import type { QueryClock } from '../../core/query/query.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { ToldTotals } from '../../core/usage/told-usage.ts'
import type { ReportError } from '../../core/words/bug.ts'
import { formatBytes } from '../../core/words/format.ts'
import type {
  EventFollow,
  EventRequest,
  EventRequestProblem,
  EventService,
  FollowedEvents,
  PruneProblem,
  PruneRequest,
} from '../events.ts'
import type { EventFeed, EventFollower } from './event-follower.ts'
import { followEvents } from './event-follower.ts'
import type { LocalLog } from './log.ts'

/** events/event-store.ts */
export interface EventSource extends EventFeed {
  capture(events: readonly NewCaptured[]): Promise<Result<readonly CaptureOutcome[], CaptureProblem>>
  ask(question: EventQuestion): Promise<EventAnswer>
  find(id: number): Promise<CapturedEvent | undefined>
  names(of: 'sources' | 'types'): Promise<readonly string[]>
  histogram(question: HistogramQuestion): Promise<readonly HistogramBin[]>
  count(question: CountQuestion): Promise<EventCounts>
  totals(): Promise<EventTotals>
  retention(): Promise<EventRetention>
  prunable(order: PruneOrder): Promise<Prunable>
  prune(order: PruneOrder): Promise<Result<Pruned, CaptureProblem>>
  ofProject(of: ProjectSessions): Promise<number>
  clear(): Promise<Result<void, CaptureProblem>>
  giveBack(): Promise<Result<GivenBack, CaptureProblem>>
  addPoints(points: readonly SeriesPoint[]): Promise<Result<PointsTaken, CaptureProblem>>
  series(question: SeriesQuestion): Promise<SeriesPage>
  points(question: PointsQuestion): Promise<SeriesPoints | undefined>
  told(sessionId: string): Promise<ToldTotals | undefined>
  readonly problems: readonly string[]
  close(): Promise<void>
}

export interface EventParts {
  readonly openEvents: (reportError: ReportError) => Promise<EventSource>
  /** What `since:24h` and a day are counted from, in the zone of the settings now. */
  readonly queryClock: () => Promise<QueryClock>
  /** Whether there are any. @default there are */
  readonly isEventsKept?: (() => boolean) | undefined
  /** In one answer; who asks for more goes on from there. */
  readonly mostInAnswer?: (() => number) | undefined
}

export interface PointsRequest extends Pick<EventRequest, 'since' | 'until' | 'limit'> {
  readonly seriesId: number
}

export interface LocalEvents extends EventService {
  /** For who reads at its own pace. */
  follower(request: EventFollow): Promise<Result<EventFollower, EventRequestProblem>>
  addPoints: EventSource['addPoints']
  /** Which metrics are kept; a page of them. */
  series: EventSource['series']
  /** Those of one of them, oldest first; undefined: there is none. */
  points(request: PointsRequest): Promise<Result<SeriesPoints | undefined, EventRequestProblem>>
  /** What a session says it took, by OpenTelemetry. Where no events are kept nothing was told: no file is made for it. */
  told: EventSource['told']
  /** How many events are of a project; taking them away, and all there are. Where none are kept there is nothing to do. */
  ofProject(of: ProjectSessions): Promise<number>
  forget(of: ProjectSessions): Promise<Result<Pruned, CaptureProblem>>
  clear: EventSource['clear']
  /** What was found wrong with the file last, and done about it; undefined where nothing was, or it is not open. */
  readonly problem: string | undefined
  close(): Promise<void>
}

export function createEvents(
  { openEvents, queryClock, isEventsKept: isKept = () => true, mostInAnswer = () => 1_000 }: EventParts,
  log: Pick<LocalLog, 'record'>,
  reportError: ReportError,
): LocalEvents {
  let opened: Promise<EventSource> | undefined
  let open: EventSource | undefined
  const source = async () => {
    opened ??= openEvents(reportError)
    open = await opened
    return open
  }
  async function follower({ afterId, ...asked }: EventFollow): Promise<Result<EventFollower, EventRequestProblem>> {
    const filter = questionOf({ ...asked, limit: 1 }, await queryClock())
    if (!filter.ok) return filter
    const feed = await source()
    // From this moment on, not from when the reader first asks.
    return ok(followEvents(feed, filter.value, afterId ?? (await feed.newestId())))
  }

  return {
    get problem() {
      return open?.problems.at(-1)
    },
    capture: async (events) => (await source()).capture(events),
    async ask({ limit, ...asked }) {
      const question = questionOf({ ...asked, limit: Math.min(limit, mostInAnswer()) }, await queryClock())
      return question.ok ? ok(await (await source()).ask(question.value)) : question
    },
    find: async (id) => (await source()).find(id),
    follower,
    async follow(request, listener) {
      const begun = await follower(request)
      if (!begun.ok) return begun
      tellAll(begun.value, listener).catch((cause: unknown) => reportError('Events could not be followed', cause))
      return ok(begun.value.end)
    },
    sources: async () => (await source()).names('sources'),
    eventTypes: async () => (await source()).names('types'),
    histogram: async (question) => (await source()).histogram(question),
    async count({ fields, query, ...counted }) {
      const asked = questionOf({ fields, query, limit: 1 }, await queryClock())
      return asked.ok ? ok(await (await source()).count({ ...counted, fields, query: asked.value.query })) : asked
    },
    totals: async () => (await source()).totals(),
    retention: async () => (await source()).retention(),
    async prunable(request) {
      const order = pruneOrder(request, await queryClock())
      return order.ok ? ok(await (await source()).prunable(order.value)) : order
    },
    async prune(request, actor) {
      const order = pruneOrder(request, await queryClock())
      if (!order.ok) return order
      const pruned = await (await source()).prune(order.value)
      await log.record({ action: 'events.prune', actor, ...pruneInWords(request, order.value, pruned) })
      return pruned.ok ? pruned : err({ kind: 'unwritable', message: pruned.error.message })
    },
    async giveBack(actor) {
      const given = await (await source()).giveBack()
      const [outcome, message] = given.ok
        ? ['done', `${formatBytes(given.value.bytes)} belong to the disk again.`]
        : ['unwritable', given.error.message]
      await log.record({ action: 'events.vacuum', actor, subject: 'events.sqlite', outcome, message })
      return given.ok ? given : err({ kind: 'unwritable', message: given.error.message })
    },
    ofProject: async (of) => (isKept() ? (await source()).ofProject(of) : 0),
    async forget(of) {
      if (!isKept()) return ok({ events: 0, bytes: 0 })
      // Also what was captured by a clock that was ahead.
      return (await source()).prune({ beforeMs: Number.MAX_SAFE_INTEGER, of })
    },
    clear: async () => (isKept() ? (await source()).clear() : ok(undefined)),
    addPoints: async (points) => (await source()).addPoints(points),
    series: async (question) => (await source()).series(question),
    async points({ since, until, ...asked }) {
      const times = timesOf({ since, until }, await queryClock())
      return times.ok ? ok(await (await source()).points({ ...asked, ...times.value })) : times
    },
    told: async (sessionId) => (isKept() ? (await source()).told(sessionId) : undefined),
    close: async () => (await opened)?.close(),
  }
}

async function tellAll(follower: EventFollower, listener: (told: FollowedEvents) => void): Promise<void> {
  for (let told = await follower.next(); told !== undefined; told = await follower.next()) listener(told)
}

function pruneOrder({ older, sources }: PruneRequest, clock: QueryClock): Result<PruneOrder, PruneProblem> {
  const beforeMs = instantOf(older, clock)
  if (beforeMs !== undefined) return ok({ beforeMs, sources })
  const message = '"older" is how long ago (14d), a day, or a time with its zone (2026-11-20T14:32:00Z).'
  return err({ kind: 'no-time', message })
}

function pruneInWords(
  { older }: PruneRequest,
  { beforeMs, sources }: PruneOrder,
  pruned: Result<Pruned, CaptureProblem>,
) {
  const subject = `older than ${older}${sources === undefined ? '' : `, of ${sources.join(', ')}`}`
  if (!pruned.ok) return { subject, outcome: 'unwritable', message: pruned.error.message }
  const before = new Date(beforeMs).toISOString()
  return { subject, outcome: 'done', message: `${pruned.value.events} events from before ${before} are gone.` }
}

function questionOf(
  { query: text, since, until, order = 'newest', ...rest }: EventRequest,
  clock: QueryClock,
): Result<EventQuestion, EventRequestProblem> {
  const times = timesOf({ since, until }, clock)
  if (!times.ok) return times
  if (text === undefined) return ok({ ...rest, ...times.value, order })
  const query = parseQuery(text, eventKeys, clock)
  if (!query.ok) return err({ field: 'query', ...query.error })
  return ok({ ...rest, ...times.value, order, query: query.value })
}

function timesOf(
  asked: Pick<EventRequest, 'since' | 'until'>,
  clock: QueryClock,
): Result<{ readonly sinceMs?: number; readonly untilMs?: number }, EventRequestProblem> {
  const times: { sinceMs?: number; untilMs?: number } = {}
  for (const field of ['since', 'until'] as const) {
    const given = asked[field]
    if (given === undefined) continue
    const atMs = instantOf(given, clock)
    if (atMs === undefined) {
      const message = `"${field}" is a time with its zone (2026-11-20T14:32:00Z), a day, or how long ago (24h).`
      return err({ field, message })
    }
    times[field === 'since' ? 'sinceMs' : 'untilMs'] = atMs
  }
  return ok(times)
}
