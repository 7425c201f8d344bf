/** The files of one session: its log and those of its subagents. Names are read, and the first line of files whose name does not tell. */
import { dirname, join } from 'node:path'
import type { LineSessions, SubagentFacts } from '../../agents/session-source.ts'
import { mainLane } from '../../core/session/session-event.ts'
import { type AgentFiles, diskFiles, foldersOf, namesOf } from '../../storage/agent-files.ts'
import type { FirstLines } from '../../storage/first-lines.ts'

export interface LaneFile {
  readonly lane: string
  readonly path: string
}

export interface LaneFinderOptions {
  readonly sessionId: string
  /** Of the session's own log. */
  readonly path: string
  readonly sessions: LineSessions
  readonly firstLines: FirstLines
  /** @default those of the disk */
  readonly files?: AgentFiles | undefined
}

const deepest = 4
const settledAfterMs = 30_000

/** Finds the lanes of one session again and again. */
export class LaneFinder {
  readonly #options: LaneFinderOptions
  readonly #files: AgentFiles
  readonly #subagentsFolder: string
  /** What was found in a folder of mixed logs when it was this old. */
  readonly #strays = new Map<string, { readonly changedMs: number; readonly files: readonly LaneFile[] }>()

  constructor(options: LaneFinderOptions) {
    this.#options = options
    this.#files = options.files ?? diskFiles
    this.#subagentsFolder = options.sessions.subagentsFolder(options.path, options.sessionId)
  }

  /** In which subagents' files appear, as far as the folders are there. */
  folders(): readonly string[] {
    const below = this.#foldersIn(this.#subagentsFolder)
    return [dirname(this.#subagentsFolder), this.#subagentsFolder, ...below, ...below.flatMap(this.#foldersIn)]
  }

  find(): readonly LaneFile[] {
    const { path } = this.#options
    const found = new Map<string, LaneFile>([[mainLane, { lane: mainLane, path }]])
    for (const file of [...this.#strayFiles(), ...this.#nestedFiles(this.#subagentsFolder, 0)])
      found.set(file.lane, file)
    return [...found.values()]
  }

  /** Whatever belongs to the session: its logs, what describes them, and what lies in a folder of its own. */
  allFiles(): readonly string[] {
    const { sessions, path: log } = this.#options
    const lanes = this.find().map(({ path }) => path)
    const beside = sessions.beside?.pathsOf(log, (dir) => namesOf(this.#files, dir)) ?? []
    const side = sessions.sideFolder === undefined ? [] : this.#filesBelow(sessions.sideFolder(log), 0)
    const described = lanes.flatMap((path) => (path === log ? [] : (sessions.descriptionOf?.(path) ?? [])))
    return [...new Set([...lanes, ...described, ...beside, ...side])]
  }

  #filesBelow(dir: string, depth: number): readonly string[] {
    return this.#files.entriesIn(dir).flatMap((entry) => {
      const path = join(dir, entry.name)
      if (entry.isDirectory()) return depth < deepest ? this.#filesBelow(path, depth + 1) : []
      return entry.isSymbolicLink() ? [] : path
    })
  }

  /** What the file beside a subagent's log says; undefined where there is none (yet). */
  factsOf({ lane, path }: LaneFile): SubagentFacts | undefined {
    const { sessions, firstLines } = this.#options
    if (lane === mainLane) return undefined
    const description = sessions.descriptionOf?.(path)
    if (description !== undefined) {
      // Older versions wrote none.
      const text = this.#files.textOf(description)
      return text === undefined ? undefined : sessions.decodeDescription?.(text)
    }
    const type = sessions.isToldByFirstLine === true ? firstLines.factsOf(path)?.subagentType : undefined
    return type === undefined ? undefined : { type }
  }

  readonly #foldersIn = (dir: string): readonly string[] => foldersOf(this.#files, dir)

  #modifiedMs(path: string): number | undefined {
    return this.#files.statOf(path)?.mtimeMs
  }

  #nestedFiles(dir: string, depth: number): readonly LaneFile[] {
    return this.#files.entriesIn(dir).flatMap((entry) => {
      if (entry.isDirectory()) return depth < deepest ? this.#nestedFiles(join(dir, entry.name), depth + 1) : []
      const lane = this.#options.sessions.laneOf(entry.name, dir)
      return lane === undefined ? [] : { lane, path: join(dir, entry.name) }
    })
  }

  #strayFiles(): readonly LaneFile[] {
    const { sessions, path } = this.#options
    const changedMs = this.#modifiedMs(path)
    if (sessions.mixed === undefined || changedMs === undefined) return []
    return sessions.mixed.folders(path, changedMs, this.#foldersIn).flatMap((dir) => this.#straysIn(dir))
  }

  /** Such a folder may hold thousands of sessions; it changes only when one begins. */
  #straysIn(dir: string): readonly LaneFile[] {
    const changedMs = this.#modifiedMs(dir)
    const known = this.#strays.get(dir)
    if (known !== undefined && known.changedMs === changedMs) return known.files
    const candidates = this.#candidatesIn(dir)
    const files = candidates.flatMap(({ lane, path, owner }) =>
      owner === this.#options.sessionId ? { lane, path } : [],
    )
    // A file that was just made gets its first line in a moment.
    const isSettled = candidates.every(
      ({ path, owner }) => owner !== undefined || Date.now() - (this.#modifiedMs(path) ?? 0) > settledAfterMs,
    )
    if (changedMs !== undefined && isSettled) this.#strays.set(dir, { changedMs, files })
    return files
  }

  #candidatesIn(dir: string): readonly (LaneFile & { readonly owner: string | undefined })[] {
    const { sessions, firstLines, path: log } = this.#options
    return namesOf(this.#files, dir).flatMap((name) => {
      const path = join(dir, name)
      const lane = sessions.laneOf(name, dir)
      if (path === log || lane === undefined || sessions.mixed?.mayBe(name, log) !== true) return []
      return { lane, path, owner: firstLines.factsOf(path)?.sessionId }
    })
  }
}
