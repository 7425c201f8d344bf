/** One session followed: its state, and everybody who wants to know. Several watches share one follower, which shares one reader. */
import type { LogLine } from '../agents/agent.ts'
import type { LiveSessionState } from '../core/session/live-session.ts'
import { LiveSession, type SnapshotContext } from '../core/session/live-session-reducer.ts'
import type { SessionPrices } from '../core/session/live-session-usage.ts'
import { mainLane, type SessionEvent } from '../core/session/session-event.ts'
import type { SessionChange } from '../core/session/session-watch.ts'
import type { ReaderListener, SessionReader } from './session-reader.ts'

export interface FollowerOptions {
  readonly sessionId: string
  readonly agent: string
  readonly openReader: (listener: ReaderListener) => SessionReader
  readonly prices?: SessionPrices | undefined
  readonly clock: () => number
  readonly resumeCommand?: string | undefined
}

/** What the registry and the ledger say of the session at this moment. */
export type OutsideFacts = Pick<SnapshotContext, 'process' | 'perhapsPid' | 'activity' | 'processFacts' | 'figures'>

/** With time alone a status changes, too. */
const statusEveryMs = 3_000
const stateEveryMs = 100
const keptStateMs = 1_000
/** As long as a large log is still read, its last page is what is known. */
const firstPageEvents = 500

export class SessionFollower {
  readonly sessionId: string
  readonly reader: SessionReader
  readonly #options: FollowerOptions
  readonly #listeners = new Set<(change: SessionChange) => void>()
  #session: LiveSession
  #isComplete = false
  /** Events that the state has already, although they are told only now. */
  #hasTakenIn: ((event: SessionEvent) => boolean) | undefined
  #shownStatus: string | undefined
  #outside: OutsideFacts = {}
  #problems: readonly string[] = []
  #heardMs: number | undefined
  #generation = 0
  #statusTimer: NodeJS.Timeout | undefined
  #stateTimer: NodeJS.Timeout | undefined
  #stateAtMs = Number.NEGATIVE_INFINITY
  #isClosed = false
  #kept: { readonly atMs: number; readonly state: LiveSessionState } | undefined

  constructor(options: FollowerOptions) {
    this.#options = options
    this.sessionId = options.sessionId
    this.#session = this.#newSession()
    this.reader = options.openReader({
      appended: (lane, lines) => this.#take(lane, lines),
      subagent: (lane, facts) => {
        this.#session.noteSubagent(lane, facts)
        this.#stateChanged()
      },
      voided: () => this.#restart(),
      problems: (problems) => {
        this.#problems = problems
        this.#stateChanged()
      },
    })
  }

  /** Resolves when there is something to show: all of the state, or of a large log that of its last page. */
  async open(): Promise<void> {
    await this.#begin()
    if (this.#isClosed) return
    this.#statusTimer = setInterval(() => this.#lookAtStatus(), statusEveryMs).unref()
  }

  state(): LiveSessionState {
    const nowMs = this.#options.clock()
    const kept = this.#kept
    if (kept !== undefined && nowMs - kept.atMs < keptStateMs) return kept.state
    const state = this.#session.snapshot({
      ...this.#outside,
      nowMs,
      resumeCommand: this.#options.resumeCommand,
      heardMs: this.#heardMs,
      isComplete: this.#isComplete,
      problems: this.#problems,
    })
    this.#kept = { atMs: nowMs, state }
    return state
  }

  subscribe(listener: (change: SessionChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  noteOutside(outside: OutsideFacts): void {
    if (JSON.stringify(outside) === JSON.stringify(this.#outside)) return
    this.#outside = outside
    this.reader.look()
    this.#stateChanged()
  }

  close(): void {
    this.#isClosed = true
    this.#generation++
    clearInterval(this.#statusTimer)
    clearTimeout(this.#stateTimer)
    this.reader.close()
    this.#listeners.clear()
  }

  #newSession(): LiveSession {
    const { sessionId, agent, prices } = this.#options
    return new LiveSession({ sessionId, agent, prices })
  }

  async #begin(): Promise<void> {
    const generation = ++this.#generation
    const { isThere, isLarge } = await this.reader.begin()
    this.#session = this.#newSession()
    this.#isComplete = !isThere
    this.#hasTakenIn = undefined
    this.#kept = undefined
    if (isLarge) for (const event of await this.reader.newest(firstPageEvents)) this.#session.add(event)
    if (generation !== this.#generation) return
    const building = isThere ? this.#build(generation) : undefined
    if (!isLarge) await building
    if (generation === this.#generation) this.reader.follow()
  }

  async #build(generation: number): Promise<void> {
    const session = this.#newSession()
    const hasTakenIn = await this.reader.replay(session, () => generation === this.#generation)
    if (generation !== this.#generation) return
    if (hasTakenIn === undefined) return this.#restart()
    this.#hasTakenIn = hasTakenIn
    this.#session = session
    this.#isComplete = true
    this.#stateChanged()
  }

  #take(lane: string, lines: readonly LogLine[]): void {
    const fresh: SessionEvent[] = []
    for (const { events, facts } of lines) {
      if (lane === mainLane) this.#session.noteFacts(facts)
      for (const event of events) {
        if (this.#hasTakenIn?.(event) !== true) this.#session.add(event)
        fresh.push(event)
      }
    }
    this.#heardMs = this.#options.clock()
    if (fresh.length === 0) return
    this.#emit({ type: 'events', events: fresh })
    this.#stateChanged()
  }

  /** The log is another one: what was said before is void. */
  #restart(): void {
    void this.#begin().then(() => {
      if (this.#isClosed) return
      this.#emit({ type: 'resync' })
      this.#stateChanged()
    })
  }

  #lookAtStatus(): void {
    if (this.#listeners.size > 0 && this.state().status !== this.#shownStatus) this.#stateChanged()
  }

  #stateChanged(): void {
    this.#kept = undefined
    if (this.#listeners.size === 0 || this.#stateTimer !== undefined || this.#isClosed) return
    const waitMs = Math.max(0, this.#stateAtMs + stateEveryMs - performance.now())
    this.#stateTimer = setTimeout(() => {
      this.#stateTimer = undefined
      this.#stateAtMs = performance.now()
      const state = this.state()
      this.#shownStatus = state.status
      this.#emit({ type: 'state', state })
    }, waitMs)
  }

  #emit(change: SessionChange): void {
    for (const listener of this.#listeners) listener(change)
  }
}
