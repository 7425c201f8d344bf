/**
 * The events as the rest of TCE sees them: captured when they are on disk, told to who follows in the order of their ids, asked for
 * beside. What many send at once shares one commit.
 */
import type { CapturedEvent, CaptureOutcome, CaptureProblem, NewCaptured } from '../core/captured/captured-event.ts'
import type { CountQuestion, EventCounts } from '../core/captured/event-counts.ts'
import type { EventAnswer, EventQuestion } from '../core/captured/event-question.ts'
import type { EventRetention, GivenBack, Prunable, Pruned, PruneOrder } from '../core/captured/event-retention.ts'
import type { EventTotals, HistogramBin, HistogramQuestion } from '../core/captured/event-totals.ts'
import type { ProjectSessions } from '../core/data/kept-data.ts'
import type { PointsTaken, SeriesPoint } from '../core/otlp/series-point.ts'
import type { PointsQuestion, SeriesPage, SeriesPoints, SeriesQuestion } from '../core/otlp/stored-series.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { days, hours } from '../core/time/duration.ts'
import type { ToldTotals } from '../core/usage/told-usage.ts'
import type { ReportError } from '../core/words/bug.ts'
import { createDiskRoom } from './disk-room.ts'
import type { Retention } from './event-upkeep.ts'
import { eventsPath } from './events-path.ts'
import { createRecent } from './recent-events.ts'
import { createEventThread, createThreadOnDemand, unlessEnded } from './thread-calls.ts'
import type { ThreadCall } from './thread-messages.ts'

export { eventsPath }

export interface EventStore {
  /** One outcome for each, when those that were captured are on disk. Nothing was captured where it is a problem. */
  capture(events: readonly NewCaptured[]): Promise<Result<readonly CaptureOutcome[], CaptureProblem>>
  ask(question: EventQuestion): Promise<EventAnswer>
  find(id: number): Promise<CapturedEvent | undefined>
  names(of: 'sources' | 'types'): Promise<readonly string[]>
  histogram(question: HistogramQuestion): Promise<readonly HistogramBin[]>
  count(question: CountQuestion): Promise<EventCounts>
  totals(): Promise<EventTotals>
  /** Points of metrics, when they are on disk. */
  addPoints(points: readonly SeriesPoint[]): Promise<Result<PointsTaken, CaptureProblem>>
  series(question: SeriesQuestion): Promise<SeriesPage>
  points(question: PointsQuestion): Promise<SeriesPoints | undefined>
  /** What a session says it took. */
  told(sessionId: string): Promise<ToldTotals | undefined>
  /** What was captured after this event, oldest first; the newest ones without a look at the disk. */
  after(id: number, limit: number): Promise<readonly CapturedEvent[]>
  newestId(): Promise<number>
  /** Called when there is something new. */
  onCaptured(listener: () => void): () => void
  /** `isCleaning`: what is more than that is taken away here. @default true */
  keepFor(retention: Retention, isCleaning?: boolean): void
  retention(): Promise<EventRetention>
  prunable(order: PruneOrder): Promise<Prunable>
  /** In small steps; answered when all of it is gone. */
  prune(order: PruneOrder): Promise<Result<Pruned, CaptureProblem>>
  ofProject(of: ProjectSessions): Promise<number>
  /** All that is stored. The ids of what comes next go on. */
  clear(): Promise<Result<void, CaptureProblem>>
  /** What cleaning freed, in small steps; answered when the file is shorter by it. */
  giveBack(): Promise<Result<GivenBack, CaptureProblem>>
  backUp(path: string): Promise<void>
  /** What was found wrong and done about it. */
  readonly problems: readonly string[]
  close(): Promise<void>
}

export interface EventStoreOptions {
  readonly dataDir: string
  readonly machine: string
  readonly reportError: ReportError
  readonly clock?: (() => number) | undefined
}

/** In one commit. */
const mostPerCommit = 1_000
/** What may wait for the disk; who comes then is told to come again. */
const mostWaiting = 20_000

interface Waiting {
  readonly events: readonly NewCaptured[]
  readonly done: (result: Result<readonly CaptureOutcome[], CaptureProblem>) => void
  readonly failed: (bug: unknown) => void
}

/** At once: the file is opened behind it, and whoever asks waits for that alone. */
export function openEventStore({ dataDir, machine, reportError, clock = Date.now }: EventStoreOptions): EventStore {
  const path = eventsPath(dataDir)
  const keeper = createEventThread({ role: 'keep', path, machine })
  const asker = createThreadOnDemand({ role: 'ask', path, machine })
  const recent = createRecent()
  const listeners = new Set<() => void>()
  const waiting: Waiting[] = []
  let waitingCount = 0
  let isCommitting = false
  let lastMs = 0
  let retention: Retention = { keepForMs: days(30), keepForMsOf: {}, maxBytes: 2e9 }
  let toldRetention: string | undefined
  const room = createDiskRoom(dataDir, () => retention.minFreeBytes ?? 0)

  /** Whatever came while the disk was at work goes together. */
  async function commitAll(): Promise<void> {
    if (isCommitting) return
    isCommitting = true
    while (waiting.length > 0) {
      const batch = takeBatch()
      const problem = await commit(batch).catch((bug: unknown) => {
        for (const { failed } of batch) failed(bug)
      })
      if (problem !== undefined) refuseWaiting(problem)
    }
    isCommitting = false
  }

  /** Where another program holds the file a batch is refused after ten seconds: those behind it would wait as long again each. */
  function refuseWaiting(problem: CaptureProblem): void {
    waitingCount = 0
    for (const { done } of waiting.splice(0)) done(err(problem))
  }

  function takeBatch(): readonly Waiting[] {
    let count = 0
    const end = waiting.findIndex(({ events }) => {
      count += events.length
      return count > mostPerCommit
    })
    const batch = waiting.splice(0, end < 0 ? waiting.length : Math.max(1, end))
    waitingCount -= batch.reduce((sum, { events }) => sum + events.length, 0)
    return batch
  }

  /** Why nothing of it was stored, where nothing was. */
  async function commit(batch: readonly Waiting[]): Promise<CaptureProblem | undefined> {
    const noRoom = await room.check()
    if (noRoom !== undefined) {
      for (const { done } of batch) done(err(noRoom))
      return noRoom
    }
    const events = batch.flatMap((one) => one.events)
    const capturedMs = growing(lastMs, clock())
    lastMs = capturedMs
    const captured = keeper.call<readonly CaptureOutcome[]>({ do: 'capture', events, capturedMs })
    const result = await captured.catch(unlessEnded)
    if (!result.ok) {
      const problem = unwritable(result.error)
      for (const { done } of batch) done(err(problem))
      return problem
    }
    const outcomes = result.value
    remember(events, outcomes, capturedMs)
    let at = 0
    for (const one of batch) {
      one.done(ok(outcomes.slice(at, at + one.events.length)))
      at += one.events.length
    }
    return undefined
  }

  function remember(events: readonly NewCaptured[], outcomes: readonly CaptureOutcome[], capturedMs: number): void {
    const createdAt = new Date(capturedMs).toISOString()
    for (const [index, event] of events.entries()) {
      const outcome = outcomes[index]
      if (outcome?.status === 'captured') recent.add(storedEvent(event, outcome.eventId, createdAt, machine))
    }
    for (const listener of listeners) listener()
  }

  let isOpen = false

  const change = async <T>(call: ThreadCall): Promise<Result<T, CaptureProblem>> => {
    const result = await keeper.call<T>(call).catch(unlessEnded)
    return result.ok ? result : err(unwritable(result.error))
  }

  let clearing: Promise<Result<void, CaptureProblem>> | undefined

  async function emptied(): Promise<Result<void, CaptureProblem>> {
    // It holds the file that goes.
    await asker.end()
    const done = await change<void>({ do: 'clear' })
    if (done.ok) recent.clear()
    return done
  }

  const question = async <T>(call: ThreadCall): Promise<T> => {
    await clearing
    // Once it is there nobody who asks waits for those who write.
    if (!isOpen) {
      const opened = await keeper.call({ do: 'open' })
      if (!opened.ok) throw new Error(opened.error)
      isOpen = true
    }
    const answer = await asker.call<T>(call)
    if (!answer.ok) throw new Error(answer.error)
    return answer.value
  }

  const opening = open().catch((bug: unknown) => reportError('The events could not be opened', bug))

  async function open(): Promise<void> {
    // Without a thread for questions: it would hold its memory long after, and most who only send ask none.
    const opened = await keeper.call<number>({ do: 'open' })
    if (!opened.ok) return
    recent.startAt(opened.value)
    if (keeper.state?.isUnchecked === true) await checkBeside()
  }

  /** After a crash, while everything goes on. */
  async function checkBeside(): Promise<void> {
    const checker = createEventThread({ role: 'check', path, machine })
    const found = await checker.call<string | undefined>({ do: 'check' })
    await checker.end()
    if (!found.ok || found.value === undefined) return
    await keeper.call({ do: 'carry-over', message: found.value })
    await asker.end()
  }

  const store: EventStore = {
    capture(events) {
      if (waitingCount + events.length > mostWaiting) {
        const message = 'More events come than the disk takes. Send them again in a moment.'
        return Promise.resolve(err({ kind: 'busy', message, retryAfterMs: 1_000 }))
      }
      return new Promise((done, failed) => {
        waiting.push({ events, done, failed })
        waitingCount += events.length
        void commitAll()
      })
    },
    ask: (asked) => question({ do: 'ask', question: asked }),
    find: (id) => question({ do: 'find', id }),
    names: (of) => question({ do: 'names', of }),
    histogram: (asked) => question({ do: 'histogram', question: asked }),
    count: (asked) => question({ do: 'count', question: asked }),
    totals: () => question({ do: 'totals', nowMs: clock() }),
    async addPoints(points) {
      const noRoom = await room.check()
      return noRoom === undefined ? change({ do: 'add-points', points, nowMs: clock() }) : err(noRoom)
    },
    series: (asked) => question({ do: 'series', question: asked }),
    points: (asked) => question({ do: 'points', question: asked }),
    told: (sessionId) => question({ do: 'told', sessionId }),
    async after(id, limit) {
      const known = recent.after(id, limit)
      if (known !== undefined) return known
      return (await store.ask({ order: 'oldest', afterId: id, limit })).events
    },
    async newestId() {
      await opening
      return recent.newestId
    },
    onCaptured(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    keepFor(wanted, isCleaning = true) {
      retention = wanted
      const text = JSON.stringify(wanted)
      // Who looks at the settings again and again need not wake the keeper each time.
      if (!isCleaning || text === toldRetention) return
      toldRetention = text
      void keeper.call({ do: 'keep-for', retention })
    },
    retention: () => question({ do: 'retention', retention, nowMs: clock() }),
    prunable: (order) => question({ do: 'prunable', order }),
    async prune(order) {
      const pruned = await change<Pruned>({ do: 'prune', order })
      if (order.of !== undefined) recent.clear()
      return pruned
    },
    ofProject: (of) => question({ do: 'of-project', of }),
    clear() {
      clearing = emptied().finally(() => {
        clearing = undefined
      })
      return clearing
    },
    giveBack: () => change<GivenBack>({ do: 'give-back' }),
    async backUp(to) {
      const done = await keeper.call({ do: 'back-up', path: to })
      if (!done.ok) throw new Error(done.error)
    },
    get problems() {
      const problems = keeper.state?.problems ?? []
      return room.problem === undefined ? problems : [...problems, room.problem]
    },
    async close() {
      await opening
      // The keeper last: then it is the one that puts the log into the file.
      await asker.end()
      await keeper.call({ do: 'close' }).catch(() => undefined)
      await keeper.end()
    },
  }
  return store
}

/** Ids and times of capture grow together, also where the clock is set back a little. Where it is set back far it was wrong before. */
const growing = (lastMs: number, nowMs: number): number => (nowMs < lastMs - hours(1) ? nowMs : Math.max(lastMs, nowMs))

const unwritable = (message: string): CaptureProblem => ({ kind: 'unwritable', message, retryAfterMs: 5_000 })

function storedEvent(event: NewCaptured, id: number, createdAt: string, machine: string): CapturedEvent {
  const { atMs, sentTimestamp, senderId, told: _told, source, event_type, message, level, data, ...facets } = event
  return {
    id,
    source,
    event_type,
    message: message ?? null,
    level: level ?? null,
    timestamp: sentTimestamp ?? new Date(atMs).toISOString(),
    data: data ?? null,
    created_at: createdAt,
    machine,
    ...facets,
    ...(senderId !== undefined && { sender_id: senderId }),
  }
}
