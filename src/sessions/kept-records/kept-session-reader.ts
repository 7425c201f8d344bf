/**
 * Reads a session whose records change in place: what changed since the last look, whenever something of it was written. What can't be
 * read at this moment (a locked or half migrated database, half a document) keeps what is known of the session, and is asked again.
 */
import { setImmediate as letOthersWork, setTimeout as wait } from 'node:timers/promises'
import type { LaneRecords, LogLine, RecordsRead } from '../../agents/agent.ts'
import { readLineCursor } from '../../agents/line-cursor.ts'
import { type EventCursor, mainLane, type SessionEvent } from '../../core/session/session-event.ts'
import type { EventQuery, SessionEventPage } from '../../core/session/session-watch.ts'
import { readEventPage } from '../event-pages.ts'
import { PathWatch } from '../line-files/path-watch.ts'
import type { Beginning, ReaderListener, ReplaySink, SessionReader } from '../session-reader.ts'
import { byTime, KeptLane } from './kept-lane.ts'
import { KeptTail } from './kept-tail.ts'
import type { RecordsSource } from './records-source.ts'

export interface KeptReaderOptions {
  readonly sessionId: string
  readonly source: RecordsSource
  readonly listener: ReaderListener
}

/** It may be written many times a second. */
const settleMs = 100
/** What the operating system's word may miss. */
const lookAgainMs = 2_000
const eventsInTurn = 500
/** Who opens a large session asks for its last page: reading all of it, which takes longer, begins behind that. */
const lastPageFirstMs = 150

export class KeptSessionReader implements SessionReader {
  readonly #options: KeptReaderOptions
  readonly #paths = new PathWatch(() => this.#noteChange())
  #lanes = new Map<string, KeptLane>()
  /** Of a large session, as long as nothing else of it is read. */
  #tail: KeptTail | undefined
  #facts: LogLine['facts'] = {}
  #readTo: { readonly mark: string; readonly untilMs: number } | undefined
  #problems: readonly string[] = []
  /** Read before it was followed. */
  #untold: LaneNews[] = []
  #isVoid = false
  #isFollowing = false
  #generation = 0
  #settle: NodeJS.Timeout | undefined
  #lookAgain: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: KeptReaderOptions) {
    this.#options = options
  }

  async begin(): Promise<Beginning> {
    this.#generation++
    this.#isFollowing = false
    this.#lanes = new Map()
    this.#readTo = undefined
    this.#isVoid = false
    this.#untold = []
    const newest = this.#options.source.tail?.()
    this.#tail = newest && new KeptTail(newest)
    if (this.#tail !== undefined) return { isThere: true, isLarge: true }
    this.#readWhole()
    return { isThere: this.#lanes.size > 0, isLarge: false }
  }

  follow(): void {
    this.#isFollowing = true
    this.#lookAgain ??= setInterval(() => this.look(), lookAgainMs).unref()
    this.look()
  }

  async newest(limit: number): Promise<readonly SessionEvent[]> {
    if (this.#tail !== undefined) return this.#tail.newest(limit)
    const { events } = await this.page({ limit }, (event) => event)
    const untold = new Set(this.#untold.flatMap((news) => news.events.map(({ cursor }) => cursor)))
    return events.filter(({ cursor }) => !untold.has(cursor))
  }

  async replay(sink: ReplaySink, isWanted: () => boolean): Promise<((event: SessionEvent) => boolean) | undefined> {
    const generation = this.#generation
    for (let waitMs = lastPageFirstMs; this.#tail !== undefined; waitMs = lookAgainMs) {
      await wait(waitMs)
      if (generation !== this.#generation || !isWanted()) return undefined
      if (this.#tail !== undefined) this.#readWhole()
    }
    const taken = new Set<EventCursor>()
    sink.noteFacts(this.#facts)
    const events = [...this.#lanes.values()].flatMap((lane) => lane.events())
    for (const [at, event] of events.sort(byTime).entries()) {
      sink.add(event)
      taken.add(event.cursor)
      if (at % eventsInTurn === 0) await letOthersWork()
      if (generation !== this.#generation || !isWanted()) return undefined
    }
    return ({ cursor }) => taken.has(cursor)
  }

  async page(query: EventQuery, shown: (event: SessionEvent) => SessionEvent): Promise<SessionEventPage> {
    const last = await this.#tail?.page(query, shown)
    if (last !== undefined) return last
    if (this.#tail !== undefined) this.#readWhole()
    this.look()
    return readEventPage({ lanes: [...this.#lanes.values()], shown }, query)
  }

  event(cursor: EventCursor): SessionEvent | undefined {
    const place = readLineCursor(cursor)
    const kept = place && this.#lanes.get(place.lane)?.find(cursor)
    const isKnown = kept === undefined ? this.#tail === undefined : kept.isCut !== true
    if (isKnown || place === undefined) return kept
    const { sessionId, source } = this.#options
    const whole = source.readWhole({ sessionId, lane: place.lane }, place.offset)
    return whole.find((event) => event.cursor === cursor) ?? kept
  }

  look(): void {
    if (this.#isClosed || this.#tail !== undefined) return
    this.#note(this.#read())
  }

  #note(read: Read): void {
    if (read === 'otherwise') this.#isVoid = true
    else if (read !== undefined) this.#untold.push(...read)
    if (this.#isFollowing) this.#tell()
  }

  #tell(): void {
    if (this.#isVoid) {
      this.#generation++
      this.#isFollowing = false
      this.#options.listener.voided()
      return
    }
    for (const { lane, events, facts } of this.#untold.splice(0)) {
      this.#options.listener.appended(lane, [{ events, facts }])
    }
  }

  close(): void {
    this.#isClosed = true
    this.#generation++
    clearTimeout(this.#settle)
    clearInterval(this.#lookAgain)
    this.#paths.close()
  }

  #noteChange(): void {
    if (this.#isClosed || this.#settle !== undefined) return
    this.#settle = setTimeout(() => {
      this.#settle = undefined
      this.look()
    }, settleMs)
  }

  /** All that is there by now; what came since its end was read is told. False where it can't be read at this moment. */
  #readWhole(): boolean {
    const hadTail = this.#tail !== undefined
    const read = this.#read()
    if (this.#readTo === undefined) return false
    this.#tail = undefined
    if (hadTail) this.#note(read)
    return true
  }

  /** What is new by lane; undefined when nothing was written. */
  #read(): Read {
    const { source } = this.#options
    for (const path of source.watched()) this.#paths.add(path)
    const mark = source.mark()
    if (mark === undefined || mark === this.#readTo?.mark) return undefined
    const sinceMs = this.#readTo?.untilMs ?? 0
    const read = source.read(sinceMs)
    this.#noteProblems(read.problem === undefined ? [] : [read.problem])
    if (!read.ok) return undefined
    this.#readTo = { mark, untilMs: read.value?.untilMs ?? sinceMs }
    return read.value === undefined ? this.#gone() : this.#take(read.value)
  }

  #gone(): 'otherwise' | undefined {
    return this.#lanes.size > 0 ? 'otherwise' : undefined
  }

  #take({ lanes }: RecordsRead): readonly LaneNews[] | 'otherwise' {
    const told: LaneNews[] = []
    for (const records of lanes) {
      const { lane, facts } = records
      const taken = this.#laneOf(records).take(records)
      const events = this.#tail === undefined ? taken : this.#tail.take(records)
      if (events === undefined) return 'otherwise'
      if (lane === mainLane) this.#facts = facts
      if (events.length > 0) told.push({ lane, events, facts })
    }
    return told
  }

  #laneOf({ lane, facts }: LaneRecords): KeptLane {
    const known = this.#lanes.get(lane)
    if (known !== undefined) return known
    const fresh = new KeptLane(lane)
    this.#lanes.set(lane, fresh)
    if (lane !== mainLane) this.#options.listener.subagent(lane, { type: facts.subagentType })
    return fresh
  }

  #noteProblems(problems: readonly string[]): void {
    if (problems.join() === this.#problems.join()) return
    this.#problems = problems
    this.#options.listener.problems(problems)
  }
}

type Read = readonly LaneNews[] | 'otherwise' | undefined

interface LaneNews {
  readonly lane: string
  readonly events: readonly SessionEvent[]
  readonly facts: LogLine['facts']
}
