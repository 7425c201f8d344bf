/** The sessions of an agent that writes files of lines. Only names and times are looked at. */
import { dirname, join } from 'node:path'
import type { Agent, SessionLog } from '../../agents/agent.ts'
import { type LinePlace, readLineCursor } from '../../agents/line-cursor.ts'
import type { LineSessions } from '../../agents/session-source.ts'
import { type EventCursor, mainLane, type SessionEvent } from '../../core/session/session-event.ts'
import { type AgentFiles, foldersOf } from '../../storage/agent-files.ts'
import { allFactsBeside } from '../../storage/beside.ts'
import { FirstLines } from '../../storage/first-lines.ts'
import type { FoundSession, ReadOrder, SessionStore, SessionTexts } from '../session-store.ts'
import { eachSession } from '../session-store.ts'
import { eventsAt, type FileLane, fileLane, withFile } from './lane-events.ts'
import { type LaneFile, LaneFinder } from './lane-finder.ts'
import { type LaneLog, LaneTail } from './lane-tail.ts'
import { LineSessionReader } from './line-session-reader.ts'

export interface LineStoreOptions {
  readonly sessions: LineSessions
  readonly log: SessionLog
  readonly dataDirs: readonly string[]
  readonly files: AgentFiles
  readonly transcriptPaths: Agent['transcriptPaths']
}

const mostFirstBytes = 1 << 18

interface FoundLog extends FoundSession {
  readonly path: string
  readonly sizeBytes: number
}

export class LineStore implements SessionStore {
  readonly #options: LineStoreOptions
  readonly #firstLines: FirstLines

  constructor(options: LineStoreOptions) {
    this.#options = options
    this.#firstLines = new FirstLines(options.log, options.files)
  }

  find(beginning: string): readonly FoundLog[] {
    const files = this.#options.files.ofSessions(beginning)
    return this.#logFolders(files).flatMap((dir) =>
      files.entriesIn(dir).flatMap(({ name }) => {
        const path = join(dir, name)
        const sessionId = this.#sessionOf(name, dir, beginning)
        if (sessionId === undefined || !sessionId.startsWith(beginning)) return []
        const stats = files.statOf(path)
        return { sessionId, path, changedMs: stats?.mtimeMs ?? 0, sizeBytes: stats?.size ?? 0 }
      }),
    )
  }

  read({ sessionId, cwd, listener }: ReadOrder): LineSessionReader {
    const { sessions, log, files } = this.#options
    return new LineSessionReader({
      sessionId,
      sessions,
      log,
      files,
      firstLines: this.#firstLines,
      listener,
      findPath: () => this.#pathOf(sessionId),
      foldersToCome: () => this.#foldersToCome(sessionId, cwd()),
    })
  }

  texts(beginning = ''): readonly SessionTexts[] {
    return eachSession(this.find(beginning), (one, other) => isFuller(one, other) < 0).map((found) =>
      this.#textsOf(found),
    )
  }

  #textsOf({ sessionId, path, changedMs, sizeBytes }: FoundLog): SessionTexts {
    const { sessions, log, files } = this.#options
    const finder = () => new LaneFinder({ sessionId, path, sessions, files, firstLines: this.#firstLines })
    const isMixed = sessions.hasSubagentsInside
    const whole = (file: LaneFile): FileLane => ({ ...file, sessionId, log, files, detail: 'whole', isMixed })
    const lanes = (): readonly FileLane[] => finder().find().map(whole)
    // Most hits stand in its own log; a page of others is read from one look at the names, a lane that began since is looked for.
    let known: readonly FileLane[] = [whole({ lane: mainLane, path })]
    const laneNamed = (name: string | undefined): FileLane | undefined => {
      const isIt = ({ lane }: FileLane): boolean => lane === name
      if (!known.some(isIt)) known = lanes()
      return known.find(isIt)
    }
    return {
      ...{ sessionId, changedMs, isRewritten: false },
      mark: `${sizeBytes} ${changedMs}`,
      cwd: () =>
        firstFolderIn({ sessionId, lane: mainLane, path, log, files }) ??
        allFactsBeside(sessions, { log: path, sessionId }, files)?.cwd,
      log: path,
      files: () => finder().allFiles(),
      lanes: () => lanes().map(fileLane),
      said(cursor) {
        const place = readLineCursor(cursor)
        const file = laneNamed(place?.lane)
        return place && file && saidAt(file, cursor, place)
      },
    }
  }

  /** Where it will appear: where its name tells, else the last folder by name, which may be that of a day. */
  #foldersToCome(sessionId: string, cwd: string | undefined): readonly string[] {
    const { sessions, dataDirs, transcriptPaths } = this.#options
    const guesses = transcriptPaths?.({ sessionId, cwd }) ?? []
    return dataDirs.flatMap((dir) => {
      const roots = sessions.folders(dir)
      const told = guesses.map((path) => dirname(join(dir, path)))
      return [...roots, ...(transcriptPaths === undefined ? roots.flatMap((root) => this.#lastBelow(root)) : told)]
    })
  }

  #lastBelow(root: string): readonly string[] {
    const found: string[] = []
    for (let dir: string | undefined = root; dir !== undefined && found.length < this.#options.sessions.depth; ) {
      dir = foldersOf(this.#options.files, dir).toSorted().at(-1)
      if (dir !== undefined) found.push(dir)
    }
    return found
  }

  /**
   * Of several (in two data folders, copies of a sync tool, the stub that a worktree's folder gets) the one that holds most, which
   * has what the others have; of equals the one written last.
   */
  #pathOf(sessionId: string): string | undefined {
    const own = this.find(sessionId).filter((found) => found.sessionId === sessionId)
    return own.toSorted(isFuller)[0]?.path
  }

  /** A file is opened only when its name begins like the id that is looked for. */
  #sessionOf(name: string, dir: string, beginning: string): string | undefined {
    const { sessions } = this.#options
    const named = sessions.sessionOf(name, dir)
    if (named === undefined || sessions.isToldByFirstLine !== true) return named
    if (!named.startsWith(beginning) && !beginning.startsWith(named)) return undefined
    const facts = this.#firstLines.factsOf(join(dir, name))
    if (facts === undefined) return named
    return facts.subagentId === undefined ? facts.sessionId : undefined
  }

  #logFolders(files: AgentFiles): readonly string[] {
    const { sessions, dataDirs } = this.#options
    let folders = dataDirs.flatMap((dir) => sessions.folders(dir))
    for (let depth = 0; depth < sessions.depth; depth++) folders = folders.flatMap((dir) => foldersOf(files, dir))
    return folders
  }
}

/** In the order of a sort: the one that holds more first. */
const isFuller = (a: FoundLog, b: FoundLog): number => b.sizeBytes - a.sizeBytes || b.changedMs - a.changedMs

/** Of its first lines; more of them name none either. */
function firstFolderIn(file: LaneLog): string | undefined {
  const { lines } = new LaneTail(file).read('brief', mostFirstBytes)
  return lines.find(({ facts }) => facts.cwd !== undefined)?.facts.cwd
}

function saidAt(file: FileLane, cursor: EventCursor, { offset }: LinePlace): SessionEvent | undefined {
  const found = withFile(file, function* (opened) {
    yield eventsAt(opened, offset, file).find((event) => event.cursor === cursor)
  })
  return found.next().value ?? undefined
}
