/** A finished session played again: a watch whose events come in their own time, faster, with long pauses cut short. */
import type { LiveSessionState } from '../../core/session/live-session.ts'
import { LiveSession } from '../../core/session/live-session-reducer.ts'
import type { SessionPrices } from '../../core/session/live-session-usage.ts'
import type { EventCursor, SessionEvent } from '../../core/session/session-event.ts'
import type { EventQuery, SessionChange, SessionWatch } from '../../core/session/session-watch.ts'
import { fromStart, mostEventsPerPage } from '../../core/session/session-watch.ts'

export interface ReplayClock {
  readonly at?: string | undefined
  readonly speed: number
  readonly isPaused: boolean
  readonly isAtEnd: boolean
  /** 0–1 of the events. */
  readonly share: number
}

export interface ReplayPlayer extends SessionWatch {
  toggle(): void
  faster(): void
  slower(): void
  onClock(listener: (clock: ReplayClock) => void): void
  /** Begins; resolves at the end, or when it is closed. */
  play(): Promise<void>
}

export interface ReplayOptions {
  readonly speed: number
  readonly prices?: SessionPrices | undefined
  /** Waits; tests bring their own. */
  readonly pause?: ((ms: number) => Promise<void>) | undefined
}

const speeds = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
/** Nobody waits longer than this for the next event, whatever happened then. */
const longestPauseMs = 2_000
const shortestPauseMs = 4
const heldEvents = 1_000

export function createReplayPlayer(
  watch: SessionWatch,
  { speed: initial, prices, pause }: ReplayOptions,
): ReplayPlayer {
  const before = watch.state()
  const session = new LiveSession({ sessionId: watch.sessionId, agent: before.agent, prices })
  session.noteFacts({ cwd: before.cwd, branch: before.branch, version: before.version })
  const listeners = new Set<(change: SessionChange) => void>()
  const clockListeners = new Set<(clock: ReplayClock) => void>()
  const total = Math.max(1, before.eventCount)
  let held: SessionEvent[] = []
  let speed = initial
  let played = 0
  let at: string | undefined
  let isPaused = false
  let isAtEnd = false
  let isClosed = false
  let resume: (() => void) | undefined

  const state = (): LiveSessionState =>
    session.snapshot({
      nowMs: at === undefined ? 0 : Date.parse(at),
      resumeCommand: before.resumeCommand,
      isComplete: true,
      problems: [],
    })
  const emit = (change: SessionChange) => {
    for (const listener of listeners) listener(change)
  }
  const tick = () => {
    const share = Math.min(1, played / total)
    for (const listener of clockListeners) listener({ at, speed, isPaused, isAtEnd, share })
  }
  const wait = pause ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)))

  async function show(events: readonly SessionEvent[]): Promise<void> {
    const [first] = events
    if (first?.at !== undefined && at !== undefined) {
      const gapMs = Math.min(longestPauseMs, (Date.parse(first.at) - Date.parse(at)) / speed)
      if (gapMs >= shortestPauseMs) await wait(gapMs)
    }
    while (isPaused && !isClosed) await new Promise<void>((resolve) => (resume = resolve))
    if (isClosed) return
    for (const event of events) session.add(event)
    played += events.length
    held = [...held, ...events].slice(-heldEvents)
    at = events.findLast((event) => event.at !== undefined)?.at ?? at
    emit({ type: 'events', events })
    emit({ type: 'state', state: state() })
    tick()
  }

  async function play(): Promise<void> {
    tick()
    for (let after: string | undefined = fromStart; after !== undefined && !isClosed; ) {
      const page = await watch.events({ after, limit: mostEventsPerPage })
      for (const moment of inMoments(page.events)) {
        await show(moment)
        if (isClosed) return
      }
      after = page.after
    }
    isAtEnd = true
    tick()
  }

  function changeSpeed(step: 1 | -1): void {
    const next = step === 1 ? speeds.find((one) => one > speed) : speeds.findLast((one) => one < speed)
    speed = next ?? speed
    tick()
  }

  return {
    sessionId: watch.sessionId,
    state,
    events: (query: EventQuery = {}) =>
      query.before === undefined
        ? Promise.resolve({ events: wanted(held, query), before: held[0]?.cursor })
        : watch.events(query),
    event: (cursor: EventCursor) => watch.event(cursor),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    toggle() {
      isPaused = !isPaused
      if (!isPaused) resume?.()
      tick()
    },
    faster: () => changeSpeed(1),
    slower: () => changeSpeed(-1),
    onClock(listener) {
      clockListeners.add(listener)
      tick()
    },
    play,
    close() {
      isClosed = true
      resume?.()
      listeners.clear()
      clockListeners.clear()
      watch.close()
    },
  }
}

function wanted(
  events: readonly SessionEvent[],
  { kinds, lane, limit = 100, after }: EventQuery,
): readonly SessionEvent[] {
  const from = after === undefined ? 0 : events.findIndex(({ cursor }) => cursor === after) + 1
  return events
    .slice(from)
    .filter((event) => (kinds?.includes(event.kind) ?? true) && (lane === undefined || lane === event.lane))
    .slice(-limit)
}

/** Events of one moment come together; those without a time with what came before them. */
function* inMoments(events: readonly SessionEvent[]): Generator<readonly SessionEvent[]> {
  let moment: SessionEvent[] = []
  for (const event of events) {
    const last = moment.findLast(({ at }) => at !== undefined)
    if (event.at !== undefined && last !== undefined && event.at !== last.at) {
      yield moment
      moment = []
    }
    moment.push(event)
  }
  if (moment.length > 0) yield moment
}
