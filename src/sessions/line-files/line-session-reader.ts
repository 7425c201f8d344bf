/** Reads a session that is kept in files of lines: its own log and those of its subagents, as they grow and whatever happens to them. */
import { setImmediate as letOthersWork } from 'node:timers/promises'
import type { LogDetail, LogLine, SessionLog } from '../../agents/agent.ts'
import { readLineCursor } from '../../agents/line-cursor.ts'
import type { LineSessions } from '../../agents/session-source.ts'
import { type EventCursor, mainLane, type SessionEvent } from '../../core/session/session-event.ts'
import type { EventQuery, SessionEventPage } from '../../core/session/session-watch.ts'
import { type AgentFiles, diskFiles } from '../../storage/agent-files.ts'
import { allFactsBeside } from '../../storage/beside.ts'
import type { FirstLines } from '../../storage/first-lines.ts'
import { isWholeLine } from '../../storage/line-text.ts'
import { type OpenFile, sizeOfOpen } from '../../storage/open-file.ts'
import { readEventPage } from '../event-pages.ts'
import type { Beginning, ReaderListener, ReplaySink, SessionReader } from '../session-reader.ts'
import { endOfLines, linesBackward } from './backward-lines.ts'
import { Branches } from './branches.ts'
import { eventsAt, type FileLane, fileLane, withFile } from './lane-events.ts'
import { type LaneFile, LaneFinder } from './lane-finder.ts'
import { LaneTail } from './lane-tail.ts'
import { PathWatch } from './path-watch.ts'
import { ReadPlaces } from './read-places.ts'
import { replayLanes } from './replay.ts'

export interface LineReaderOptions {
  readonly sessionId: string
  readonly sessions: LineSessions
  readonly log: SessionLog
  readonly firstLines: FirstLines
  /** @default those of the disk */
  readonly files?: AgentFiles | undefined
  readonly listener: ReaderListener
  /** Undefined as long as the session has no file: before its first prompt. */
  readonly findPath: () => string | undefined
  /** Folders in which its file will appear, as far as they are there. */
  readonly foldersToCome: () => readonly string[]
}

/** Writes that come together are read together. */
const settleMs = 12
/** What the operating system's word may miss, and subagents' files that are new. */
const lookAgainMs = 3_000
const laneLooksMs = [50, 200, 600, 1_500]
const burstBytes = 1 << 18
const burstSliceMs = 10
/** Logs up to this size in all are read whole before the session is shown at all. */
const quickBytes = 4 << 20

export class LineSessionReader implements SessionReader {
  readonly #options: LineReaderOptions
  readonly #agentFiles: AgentFiles
  readonly #paths = new PathWatch((path) => this.#noteChange(path))
  readonly #tails = new Map<string, LaneTail>()
  readonly #dirty = new Set<LaneTail>()
  /** By file, of a log whose lines are told by lines before them. */
  readonly #places = new Map<string, ReadPlaces>()
  /** By file, of a log whose records form a tree. */
  readonly #branches = new Map<string, Branches>()
  readonly #isCarried: boolean
  #isAnyDirty = false
  #beside: string | undefined
  #finder: LaneFinder | undefined
  #problems: readonly string[] = []
  #isFollowing = false
  #generation = 0
  #settle: NodeJS.Timeout | undefined
  #lookAgain: NodeJS.Timeout | undefined
  #isReading = false
  #isReadWanted = false
  #isClosed = false

  constructor(options: LineReaderOptions) {
    this.#options = options
    this.#agentFiles = options.files ?? diskFiles
    const { log } = options
    this.#isCarried = log.isTree === true || log.open({ sessionId: '', lane: mainLane }).carry !== undefined
  }

  async begin(): Promise<Beginning> {
    const generation = ++this.#generation
    this.#isFollowing = false
    this.#tails.clear()
    this.#dirty.clear()
    this.#places.clear()
    this.#branches.clear()
    this.#beside = undefined
    if (!this.#findLog()) return { isThere: false, isLarge: false }
    let bytes = 0
    for (const file of this.#files()) {
      bytes += this.#sizeOf(file.path)
      const tail = this.#isCarried ? await this.#readUp(file) : this.#tailOf(file, endOf(file, this.#agentFiles))
      if (generation !== this.#generation) break
      this.#tails.set(file.lane, tail)
    }
    return { isThere: true, isLarge: bytes > quickBytes }
  }

  /** What is told of later lines depends on all before. */
  async #readUp(file: LaneFile): Promise<LaneTail> {
    const tail = this.#tailOf(file)
    for (let isAtEnd = false; !isAtEnd && !this.#isClosed; ) {
      const read = tail.read('brief', burstBytes)
      isAtEnd = read.isAtEnd
      this.#noteBranches(file.path, read.lines)
      this.#notePlace(tail)
      if (!isAtEnd) await letOthersWork()
    }
    return tail
  }

  #tailOf(file: LaneFile, offset = 0): LaneTail {
    const { sessionId, log } = this.#options
    const files = this.#agentFiles
    return new LaneTail({ ...file, sessionId, log, files, isLeft: this.#isLeftIn(file.path) }, { offset })
  }

  #notePlace(tail: LaneTail): void {
    if (this.#isCarried) this.#placesIn(tail.path)?.note(tail)
  }

  #placesIn(path: string): ReadPlaces | undefined {
    if (!this.#isCarried) return undefined
    const known = this.#places.get(path) ?? new ReadPlaces()
    this.#places.set(path, known)
    return known
  }

  #laneOf(file: LaneFile, detail: LogDetail): FileLane {
    const { sessionId, log, sessions } = this.#options
    const { path } = file
    const isMixed = sessions.hasSubagentsInside
    const [files, places, isLeft] = [this.#agentFiles, this.#placesIn(path), this.#isLeftIn(path)]
    return { ...file, sessionId, log, files, detail, isMixed, places, isLeft }
  }

  #branchesIn(path: string): Branches {
    const known = this.#branches.get(path) ?? new Branches()
    this.#branches.set(path, known)
    return known
  }

  #isLeftIn(path: string): FileLane['isLeft'] {
    return this.#options.log.isTree === true ? (offset) => this.#branchesIn(path).isLeft(offset) : undefined
  }

  /** True when what was told before is the conversation no more. */
  #noteBranches(path: string, lines: readonly LogLine[]): boolean {
    if (this.#options.log.isTree !== true) return false
    const branches = this.#branchesIn(path)
    const changes = lines.map(({ entry, events: [event] }) =>
      entry === undefined || event === undefined ? false : branches.note(entry, offsetOf(event.cursor)),
    )
    return changes.includes(true)
  }

  /** What is told beside the log, when that is news. */
  #besideNews(): LogLine['facts'] | undefined {
    const { sessions, sessionId } = this.#options
    const log = this.#tails.get(mainLane)?.path
    const facts = log === undefined ? undefined : allFactsBeside(sessions, { log, sessionId }, this.#agentFiles)
    const told = facts && JSON.stringify(facts)
    if (told === this.#beside) return undefined
    this.#beside = told
    return facts
  }

  follow(): void {
    this.#isFollowing = true
    this.#lookAgain ??= setInterval(() => this.#lookAround(), lookAgainMs).unref()
    if (this.#finder === undefined) return
    this.#readAny()
    this.#expectLanes()
  }

  async newest(limit: number): Promise<readonly SessionEvent[]> {
    const { events } = await this.page({ limit }, (event) => event)
    // What was appended while the page was read is told.
    return events.filter(({ cursor }) => offsetOf(cursor) < (this.#tails.get(fileLaneOf(cursor))?.offset ?? 0))
  }

  async replay(sink: ReplaySink, isWanted: () => boolean): Promise<((event: SessionEvent) => boolean) | undefined> {
    const generation = this.#generation
    const readTo = await replayLanes({
      sink,
      lanes: () => [...this.#tails.values()],
      open: (file) => this.#tailOf(file),
      factsOf: (file) => this.#finder?.factsOf(file),
      goalOf: (lane) => this.#tails.get(lane)?.offset,
      isWanted: () => generation === this.#generation && isWanted(),
    })
    const beside = this.#besideNews()
    if (beside !== undefined) sink.noteFacts(beside)
    return readTo && (({ cursor }) => offsetOf(cursor) < (readTo.get(fileLaneOf(cursor)) ?? 0))
  }

  page(query: EventQuery, shown: (event: SessionEvent) => SessionEvent): Promise<SessionEventPage> {
    const lanes = this.#files().map((file) => fileLane(this.#laneOf(file, 'kept')))
    return readEventPage({ lanes, shown }, query)
  }

  event(cursor: EventCursor): SessionEvent | undefined {
    const place = readLineCursor(cursor)
    const file = place && this.#files().find(({ lane }) => lane === place.lane)
    if (file === undefined) return undefined
    const lane = this.#laneOf(file, 'whole')
    const found = withFile(lane, function* (opened) {
      yield eventsAt(opened, place?.offset ?? 0, lane).find((event) => event.cursor === cursor)
    })
    return found.next().value ?? undefined
  }

  look(): void {
    if (this.#isFollowing && this.#finder === undefined) this.#awaitLog()
  }

  close(): void {
    this.#isClosed = true
    this.#generation++
    clearTimeout(this.#settle)
    clearInterval(this.#lookAgain)
    this.#paths.close()
  }

  #findLog(): boolean {
    const { sessionId, sessions, firstLines, files, findPath, foldersToCome } = this.#options
    const path = findPath()
    if (path === undefined && this.#finder === undefined) for (const folder of foldersToCome()) this.#paths.add(folder)
    // One that is gone stays what it was: it may come back, and what was read of it stays.
    if (path !== undefined) this.#finder = new LaneFinder({ sessionId, path, sessions, firstLines, files })
    this.#watchPaths(this.#files())
    return this.#finder !== undefined
  }

  /** A session's file appears with its first prompt: from its first line on all is news. */
  #awaitLog(): void {
    if (this.#findLog()) this.#readAny()
  }

  #watchPaths(files: readonly LaneFile[]): void {
    for (const path of this.#finder?.folders() ?? []) this.#paths.add(path)
    for (const { path } of files) this.#paths.add(path)
  }

  #sizeOf(path: string): number {
    return this.#agentFiles.statOf(path)?.size ?? 0
  }

  #files(): readonly LaneFile[] {
    return this.#finder?.find() ?? []
  }

  /** A file of this session may have changed; one that is not known is a new one. */
  #noteChange(path: string): void {
    const tail = [...this.#tails.values()].find((one) => one.path === path)
    if (tail === undefined) this.#isAnyDirty = true
    else this.#dirty.add(tail)
    if (this.#isClosed || this.#settle !== undefined) return
    this.#settle = setTimeout(() => {
      this.#settle = undefined
      if (this.#finder === undefined) this.look()
      else void this.#read()
    }, settleMs)
  }

  #lookAround(): void {
    if (this.#finder === undefined) {
      this.look()
      return
    }
    const files = this.#files()
    this.#watchPaths(files)
    const facts = this.#isFollowing ? this.#besideNews() : undefined
    if (facts !== undefined) this.#options.listener.appended(mainLane, [{ events: [], facts }])
    if (files.some((file) => this.#sizeOf(file.path) !== this.#tails.get(file.lane)?.seenBytes)) this.#readAny()
  }

  #readAny(): void {
    this.#isAnyDirty = true
    void this.#read()
  }

  /** One reading at a time; who comes meanwhile has it done once more. */
  async #read(): Promise<void> {
    if (!this.#isFollowing) return
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
    if (this.#isAnyDirty) this.#addNewLanes()
    const tails = this.#isAnyDirty ? [...this.#tails.values()] : [...this.#dirty]
    this.#isAnyDirty = false
    this.#dirty.clear()
    const problems = new Set<string>()
    for (const tail of tails) {
      const problem = await this.#readTail(tail)
      if (generation !== this.#generation) return
      if (problem !== undefined) problems.add(problem)
    }
    if ([...problems].join() === this.#problems.join()) return
    this.#problems = [...problems]
    this.#options.listener.problems(this.#problems)
  }

  /** To its end, in slices. Why it can't be read, if so. */
  async #readTail(tail: LaneTail): Promise<string | undefined> {
    const generation = this.#generation
    for (;;) {
      const startMs = performance.now()
      const { lines, isReset, isAtEnd, problem } = tail.read('kept', burstBytes)
      this.#notePlace(tail)
      if (isReset || this.#noteBranches(tail.path, lines)) {
        this.#generation++
        this.#isFollowing = false
        this.#options.listener.voided()
        return undefined
      }
      if (lines.length > 0) this.#options.listener.appended(tail.lane, lines)
      if (lines.some(({ events }) => events.some(({ kind }) => kind === 'subagent-start'))) this.#expectLanes()
      if (isAtEnd) return problem
      if (performance.now() - startMs > burstSliceMs) await new Promise((resolve) => setImmediate(resolve))
      if (generation !== this.#generation) return undefined
    }
  }

  #addNewLanes(): void {
    for (const file of this.#files()) {
      this.#paths.add(file.path)
      if (this.#tails.has(file.lane)) continue
      this.#tails.set(file.lane, this.#tailOf(file))
      const facts = this.#finder?.factsOf(file)
      if (facts !== undefined) this.#options.listener.subagent(file.lane, facts)
    }
  }

  /** A subagent's file, and the folder for it, come moments after its call. */
  #expectLanes(): void {
    for (const ms of laneLooksMs) {
      setTimeout(() => {
        if (!this.#isClosed) this.#readAny()
      }, ms).unref()
    }
  }
}

/** A cursor names the file's lane; events of a subagent may stand in its session's own. */
const fileLaneOf = (cursor: EventCursor): string => readLineCursor(cursor)?.lane ?? mainLane

const offsetOf = (cursor: EventCursor): number => readLineCursor(cursor)?.offset ?? 0

/** Where following begins: behind the last whole line. */
function endOf({ path }: LaneFile, files: AgentFiles): number {
  let opened: OpenFile
  try {
    opened = files.open(path)
  } catch {
    return 0
  }
  try {
    const size = sizeOfOpen(opened)
    const end = endOfLines(opened, size)
    for (const { bytes, start, end: lineEnd, offset } of linesBackward(opened, size)) {
      return offset >= end && isWholeLine(bytes, start, lineEnd) ? size : end
    }
    return end
  } finally {
    files.close(opened)
  }
}
