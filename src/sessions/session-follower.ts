/** One session followed: its newest events, its state, and everybody who wants to know. Several watches share one follower. */
import { closeSync, fstatSync, openSync, statSync } from 'node:fs'
import type { SessionLog } from '../agents/agent.ts'
import type { LiveSessionState } from '../core/session/live-session.ts'
import { LiveSession, type SnapshotContext } from '../core/session/live-session-reducer.ts'
import type { SessionPrices } from '../core/session/live-session-usage.ts'
import { type EventCursor, mainLane, readEventCursor, type SessionEvent } from '../core/session/session-event.ts'
import type { EventQuery, SessionChange, SessionEventPage } from '../core/session/session-watch.ts'
import { standardEventLimit } from '../core/session/session-watch.ts'
import { isWholeLine } from '../storage/whole-line.ts'
import { endOfLines, linesBackward } from './backward-lines.ts'
import { readEventPage } from './event-pages.ts'
import { EventRing } from './event-ring.ts'
import { eventsAt, withFile } from './lane-events.ts'
import { LaneTail } from './lane-tail.ts'
import { PathWatch } from './path-watch.ts'
import { type LaneFile, LaneFinder } from './session-files.ts'
import { buildState, noteSubagentFile } from './state-builder.ts'

export interface FollowerOptions {
  readonly sessionId: string
  readonly agent: string
  /** Undefined as long as the session has no file: before its first prompt. */
  readonly path: string | undefined
  readonly findPath: () => string | undefined
  /** Folders in which its file will appear, as far as they are there. */
  readonly foldersToCome: () => readonly string[]
  readonly log: SessionLog
  readonly prices?: SessionPrices | undefined
  readonly clock: () => number
  readonly resumeCommand?: string | undefined
}

/** What the registry and the ledger say of the session at this moment. */
export type OutsideFacts = Pick<SnapshotContext, 'process' | 'activity' | 'processFacts' | 'figures'>

/** Writes that come together are read together. */
const settleMs = 12
/** What the operating system's word may miss, and subagents' files that are new. */
const lookAgainMs = 3_000
const laneLooksMs = [50, 200, 600, 1_500]
const stateEveryMs = 100
const burstSliceMs = 10
/** A log up to this size is read whole before the session is shown at all. */
const quickBytes = 4 << 20
const firstPageEvents = 500

export class SessionFollower {
  readonly sessionId: string
  readonly #options: FollowerOptions
  readonly #paths = new PathWatch((path) => this.#noteChange(path))
  readonly #listeners = new Set<(change: SessionChange) => void>()
  readonly #ring = new EventRing()
  readonly #tails = new Map<string, LaneTail>()
  readonly #dirty = new Set<LaneTail>()
  #isAnyDirty = false
  #finder: LaneFinder | undefined
  #path: string | undefined
  #session: LiveSession
  #isComplete = false
  /** The state has these lines already, also where the tail has yet to come to them. */
  #builtTo: ReadonlyMap<string, number> = new Map()
  #shownStatus: string | undefined
  #outside: OutsideFacts = {}
  #problems: readonly string[] = []
  #generation = 0
  #settle: NodeJS.Timeout | undefined
  #lookAgain: NodeJS.Timeout | undefined
  #stateTimer: NodeJS.Timeout | undefined
  #stateAtMs = Number.NEGATIVE_INFINITY
  #isReading = false
  #isReadWanted = false
  #isClosed = false
  #kept: { readonly revision: number; readonly atMs: number; readonly state: LiveSessionState } | undefined

  constructor(options: FollowerOptions) {
    this.#options = options
    this.sessionId = options.sessionId
    this.#path = options.path
    this.#session = this.#newSession()
  }

  /** Resolves when there is something to show: the last page, and all of the state where the log is not large. */
  async open(): Promise<void> {
    await this.#begin()
    this.#expectLanes()
    this.#lookAgain = setInterval(() => this.#look(), lookAgainMs)
    this.#lookAgain.unref()
  }

  state(): LiveSessionState {
    const nowMs = this.#options.clock()
    const kept = this.#kept
    if (kept !== undefined && nowMs - kept.atMs < 1000) return kept.state
    const state = this.#session.snapshot({
      ...this.#outside,
      nowMs,
      resumeCommand: this.#options.resumeCommand,
      isComplete: this.#isComplete,
      problems: this.#problems,
    })
    this.#kept = { revision: state.revision, atMs: nowMs, state }
    return state
  }

  async events(query: EventQuery, shown: (event: SessionEvent) => SessionEvent): Promise<SessionEventPage> {
    const isPlain = query.kinds === undefined && query.lane === undefined && !query.search && query.before === undefined
    const missed = isPlain && query.after !== undefined ? this.#ring.after(query.after) : undefined
    if (missed !== undefined && missed.length <= (query.limit ?? standardEventLimit)) {
      return { events: missed.map(shown), before: query.after }
    }
    return readEventPage({ files: this.#files(), log: this.#options.log, detail: 'kept', shown }, query)
  }

  event(cursor: EventCursor): SessionEvent | undefined {
    const place = readEventCursor(cursor)
    const file = place && this.#files().find(({ lane }) => lane === place.lane)
    if (file === undefined) return undefined
    const source = { file, log: this.#options.log, detail: 'whole' as const }
    const found = withFile(file.path, function* (fd) {
      yield eventsAt(fd, place?.offset ?? 0, source).find((event) => event.cursor === cursor)
    })
    return found.next().value ?? undefined
  }

  /** The newest events, oldest first. */
  newest(): readonly SessionEvent[] {
    return this.#ring.list()
  }

  subscribe(listener: (change: SessionChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A file of this session may have changed; one that is not known is a new one. */
  #noteChange(path: string): void {
    const tail = this.#tailOf(path)
    if (tail === undefined) this.#isAnyDirty = true
    else this.#dirty.add(tail)
    if (this.#isClosed || this.#settle !== undefined) return
    this.#settle = setTimeout(() => {
      this.#settle = undefined
      if (this.#path === undefined) this.#awaitFile()
      else void this.#read()
    }, settleMs)
  }

  noteOutside(outside: OutsideFacts): void {
    if (JSON.stringify(outside) === JSON.stringify(this.#outside)) return
    this.#outside = outside
    if (this.#path === undefined && this.#lookAgain !== undefined) this.#awaitFile()
    this.#stateChanged()
  }

  close(): void {
    this.#isClosed = true
    this.#generation++
    clearTimeout(this.#settle)
    clearInterval(this.#lookAgain)
    clearTimeout(this.#stateTimer)
    this.#paths.close()
    this.#listeners.clear()
  }

  #tailOf(path: string): LaneTail | undefined {
    for (const tail of this.#tails.values()) if (tail.path === path) return tail
    return undefined
  }

  #newSession(): LiveSession {
    const { sessionId, agent, prices } = this.#options
    return new LiveSession({ sessionId, agent, prices })
  }

  /** A session's file appears with its first prompt: from its first line on all is news. */
  #awaitFile(): void {
    for (const folder of this.#options.foldersToCome()) this.#paths.add(folder)
    this.#path = this.#options.findPath()
    if (this.#path === undefined) return
    this.#finder = new LaneFinder(this.#path, this.sessionId, this.#options.log)
    this.#watchPaths()
    this.#readAny()
  }

  #watchPaths(): void {
    if (this.#finder === undefined) return
    for (const path of this.#finder.folders()) this.#paths.add(path)
    for (const { path } of this.#files()) this.#paths.add(path)
  }

  #files(): readonly LaneFile[] {
    return this.#finder?.find() ?? []
  }

  async #begin(): Promise<void> {
    const generation = ++this.#generation
    this.#path ??= this.#options.findPath()
    this.#isComplete = false
    this.#builtTo = new Map()
    this.#ring.clear()
    this.#tails.clear()
    this.#dirty.clear()
    this.#session = this.#newSession()
    this.#kept = undefined
    if (this.#path === undefined) {
      this.#isComplete = true
      this.#awaitFile()
      return
    }
    const { log } = this.#options
    this.#finder = new LaneFinder(this.#path, this.sessionId, log)
    const files = this.#finder.find()
    this.#watchPaths()
    for (const file of files) this.#tails.set(file.lane, new LaneTail(file, log, endOf(file)))
    const page = await readEventPage(
      { files, log, detail: 'kept', shown: (event) => event },
      { limit: firstPageEvents },
    )
    if (generation !== this.#generation) return
    for (const file of files) noteSubagentFile(this.#session, file, log)
    for (const event of page.events) {
      if (!this.#isBeforeTail(event)) continue
      this.#ring.push(event)
      this.#session.add(event)
    }
    const building = this.#build(generation)
    const totalBytes = files.reduce((sum, { path }) => sum + sizeOf(path), 0)
    if (totalBytes <= quickBytes) await building
    this.#readAny()
  }

  /** What was appended while the page was read comes through the tail. */
  #isBeforeTail({ cursor, lane }: SessionEvent): boolean {
    return (readEventCursor(cursor)?.offset ?? 0) < (this.#tails.get(lane)?.offset ?? 0)
  }

  async #build(generation: number): Promise<void> {
    const session = this.#newSession()
    const builtTo = await buildState({
      session,
      log: this.#options.log,
      lanes: () => [...this.#tails.values()],
      goalOf: (lane) => this.#tails.get(lane)?.offset,
      isWanted: () => generation === this.#generation,
    })
    if (generation !== this.#generation) return
    if (builtTo === undefined) return this.#restart()
    this.#builtTo = builtTo
    this.#session = session
    this.#isComplete = true
    this.#stateChanged()
  }

  #look(): void {
    if (this.#path === undefined) {
      this.#awaitFile()
      return
    }
    this.#watchPaths()
    const isNew = this.#files().some((file) => sizeOf(file.path) !== this.#tails.get(file.lane)?.seenBytes)
    if (isNew) this.#readAny()
    else if (this.#listeners.size > 0 && this.state().status !== this.#shownStatus) this.#stateChanged()
  }

  #readAny(): void {
    this.#isAnyDirty = true
    void this.#read()
  }

  /** One reading at a time; who comes meanwhile has it done once more. */
  async #read(): Promise<void> {
    if (this.#isReading) {
      this.#isReadWanted = true
      return
    }
    this.#isReading = true
    try {
      do {
        this.#isReadWanted = false
        await this.#readAll()
      } while (this.#isReadWanted && !this.#isClosed)
    } finally {
      this.#isReading = false
    }
  }

  async #readAll(): Promise<void> {
    const generation = this.#generation
    const isAny = this.#isAnyDirty
    this.#isAnyDirty = false
    if (isAny) this.#addNewLanes()
    const tails = isAny ? [...this.#tails.values()] : [...this.#dirty]
    this.#dirty.clear()
    const problems = new Set<string>()
    for (const tail of tails) {
      for (;;) {
        const startMs = performance.now()
        const { lines, isReset, isAtEnd, problem } = tail.read('kept', 1 << 18)
        if (problem !== undefined) problems.add(problem)
        if (isReset) return this.#restart()
        this.#take(tail.lane, lines)
        if (isAtEnd) break
        if (performance.now() - startMs > burstSliceMs) await new Promise((resolve) => setImmediate(resolve))
        if (generation !== this.#generation) return
      }
    }
    if ([...problems].join() !== this.#problems.join()) {
      this.#problems = [...problems]
      this.#stateChanged()
    }
  }

  #addNewLanes(): void {
    for (const file of this.#files()) {
      this.#paths.add(file.path)
      if (this.#tails.has(file.lane)) continue
      this.#tails.set(file.lane, new LaneTail(file, this.#options.log))
      noteSubagentFile(this.#session, file, this.#options.log)
    }
  }

  #take(lane: string, lines: ReturnType<LaneTail['read']>['lines']): void {
    const fresh: SessionEvent[] = []
    const builtTo = this.#builtTo.get(lane) ?? 0
    for (const { events, facts } of lines) {
      if (lane === mainLane) this.#session.noteFacts(facts)
      for (const event of events) {
        if (builtTo === 0 || (readEventCursor(event.cursor)?.offset ?? 0) >= builtTo) this.#session.add(event)
        this.#ring.push(event)
        fresh.push(event)
      }
    }
    if (fresh.length === 0) return
    if (fresh.some(({ kind }) => kind === 'subagent-start')) this.#expectLanes()
    this.#emit({ type: 'events', events: fresh })
    this.#stateChanged()
  }

  /** A subagent's file, and the folder for it, come moments after its call. */
  #expectLanes(): void {
    for (const ms of laneLooksMs) {
      setTimeout(() => {
        if (!this.#isClosed) this.#readAny()
      }, ms).unref()
    }
  }

  /** The file is another one: what was said before is void. */
  #restart(): void {
    void this.#begin().then(() => {
      if (this.#isClosed) return
      this.#emit({ type: 'resync' })
      this.#stateChanged()
    })
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

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** Where following begins: behind the last whole line. */
function endOf({ path }: LaneFile): number {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch {
    return 0
  }
  try {
    const { size } = fstatSync(fd)
    const end = endOfLines(fd, size)
    for (const { bytes, start, end: lineEnd, offset } of linesBackward(fd, size)) {
      return offset >= end && isWholeLine(bytes, start, lineEnd) ? size : end
    }
    return end
  } finally {
    closeSync(fd)
  }
}
