/** The files of one session: its log and those of its subagents. Names are read, and the beginning of files whose name does not tell. */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { SessionLog } from '../../agents/agent.ts'
import type { LineSessions, SubagentFacts } from '../../agents/session-source.ts'
import { mainLane } from '../../core/session/session-event.ts'
import { entriesIn, foldersIn, namesIn } from '../../storage/folders.ts'

export interface LaneFile {
  readonly lane: string
  readonly path: string
}

export interface LaneFinderOptions {
  readonly sessionId: string
  /** Of the session's own log. */
  readonly path: string
  readonly sessions: LineSessions
  readonly log: SessionLog
}

const deepest = 4

/** Finds the lanes of one session again and again; what it read of a file's beginning it remembers. */
export class LaneFinder {
  readonly #options: LaneFinderOptions
  readonly #subagentsFolder: string
  #strays: readonly LaneFile[] = []
  #strayFolderMs: number | undefined
  readonly #ownerOfStray = new Map<string, string | undefined>()

  constructor(options: LaneFinderOptions) {
    this.#options = options
    this.#subagentsFolder = options.sessions.subagentsFolder(options.path)
  }

  /** In which subagents' files appear, as far as the folders are there. */
  folders(): readonly string[] {
    const below = foldersIn(this.#subagentsFolder)
    return [dirname(this.#subagentsFolder), this.#subagentsFolder, ...below, ...below.flatMap(foldersIn)]
  }

  find(): readonly LaneFile[] {
    const { path } = this.#options
    const found = new Map<string, LaneFile>([[mainLane, { lane: mainLane, path }]])
    for (const file of [...this.#strayFiles(), ...this.#nestedFiles(this.#subagentsFolder, 0)])
      found.set(file.lane, file)
    return [...found.values()]
  }

  /** What the file beside a subagent's log says; undefined where there is none (yet). */
  factsOf({ lane, path }: LaneFile): SubagentFacts | undefined {
    const { sessions } = this.#options
    if (lane === mainLane) return undefined
    try {
      return sessions.decodeDescription(readFileSync(sessions.descriptionOf(path), 'utf8'))
    } catch {
      return undefined // older versions wrote none
    }
  }

  #nestedFiles(dir: string, depth: number): readonly LaneFile[] {
    return entriesIn(dir).flatMap((entry) => {
      if (entry.isDirectory()) return depth < deepest ? this.#nestedFiles(join(dir, entry.name), depth + 1) : []
      const lane = this.#options.sessions.laneOf(entry.name)
      return lane === undefined ? [] : { lane, path: join(dir, entry.name) }
    })
  }

  /** Subagents' logs beside the session's own: the lines name theirs. */
  #strayFiles(): readonly LaneFile[] {
    const dir = dirname(this.#options.path)
    const changedMs = statSync(dir, { throwIfNoEntry: false })?.mtimeMs
    // A project's folder may hold thousands of sessions; it changes only when one begins.
    if (changedMs === undefined || changedMs !== this.#strayFolderMs) this.#strays = this.#findStrays(dir)
    this.#strayFolderMs = changedMs
    return this.#strays
  }

  #findStrays(dir: string): readonly LaneFile[] {
    const { sessions, sessionId } = this.#options
    return namesIn(dir).flatMap((name) => {
      const lane = sessions.laneOf(name)
      const path = join(dir, name)
      return lane !== undefined && this.#ownerOf(path) === sessionId ? { lane, path } : []
    })
  }

  #ownerOf(path: string): string | undefined {
    const known = this.#ownerOfStray.get(path)
    if (known !== undefined) return known
    const line = firstLineOf(path)
    const owner = line && this.#options.log.readLine(line, { lane: mainLane, offset: 0 }, 'brief').facts.sessionId
    if (owner !== undefined) this.#ownerOfStray.set(path, owner)
    return owner
  }
}

function firstLineOf(path: string): string | undefined {
  const bytes = Buffer.allocUnsafe(1 << 16)
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch {
    return undefined // gone meanwhile
  }
  try {
    const text = bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, 0))
    const end = text.indexOf('\n')
    return end === -1 ? undefined : text.slice(0, end)
  } finally {
    closeSync(fd)
  }
}
