/** The files of one session: its log and those of its subagents. Names are read, and the beginning of files whose name does not tell. */
import { closeSync, type Dirent, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { SessionLog } from '../agents/agent.ts'
import { projectsDir } from '../agents/claude/paths.ts'
import { mainLane } from '../core/session/session-event.ts'

export interface LaneFile {
  readonly lane: string
  readonly path: string
}

export interface FoundSession {
  readonly sessionId: string
  /** Of the main chain; of several (in two config folders) the one written last. */
  readonly path: string
}

/** By id or a beginning of it; undefined for none and for several. Only file names are read. */
export function findSessionFile(idOrBeginning: string, configDirs: readonly string[]): FoundSession | undefined {
  if (!/^[A-Za-z0-9][\w-]{3,}$/.test(idOrBeginning)) return undefined
  const found = new Map<string, { path: string; mtimeMs: number }>()
  for (const dir of configDirs.map(projectsDir).flatMap(foldersIn)) {
    for (const name of namesIn(dir)) {
      if (!name.startsWith(idOrBeginning) || !name.endsWith('.jsonl') || name.startsWith('agent-')) continue
      const path = join(dir, name)
      const sessionId = name.slice(0, -'.jsonl'.length)
      const mtimeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
      const known = found.get(sessionId)
      if (known === undefined || mtimeMs > known.mtimeMs) found.set(sessionId, { path, mtimeMs })
    }
  }
  const exact = found.get(idOrBeginning)
  if (exact !== undefined) return { sessionId: idOrBeginning, path: exact.path }
  const [only, ...others] = found
  return only === undefined || others.length > 0 ? undefined : { sessionId: only[0], path: only[1].path }
}

/** Finds the lanes of one session again and again; what it read of a file's beginning it remembers. */
export class LaneFinder {
  readonly #mainPath: string
  readonly #sessionId: string
  readonly #log: SessionLog
  #flat: readonly LaneFile[] = []
  #flatFolderMs: number | undefined
  readonly #ownerOfFlatFile = new Map<string, string | undefined>()

  constructor(mainPath: string, sessionId: string, log: SessionLog) {
    this.#mainPath = mainPath
    this.#sessionId = sessionId
    this.#log = log
  }

  /** In which subagents' files appear, as far as the folders are there. */
  folders(): readonly string[] {
    const own = this.#mainPath.slice(0, -'.jsonl'.length)
    const subagents = join(own, 'subagents')
    return [own, subagents, ...foldersIn(subagents), ...foldersIn(join(subagents, 'workflows'))]
  }

  find(): readonly LaneFile[] {
    const found = new Map<string, LaneFile>([[mainLane, { lane: mainLane, path: this.#mainPath }]])
    const nested = this.#nestedFiles(join(this.#mainPath.slice(0, -'.jsonl'.length), 'subagents'), 0)
    for (const file of [...this.#flatFiles(), ...nested]) found.set(file.lane, file)
    return [...found.values()]
  }

  #nestedFiles(dir: string, depth: number): readonly LaneFile[] {
    return entriesIn(dir).flatMap((entry) => {
      if (entry.isDirectory()) return depth < 4 ? this.#nestedFiles(join(dir, entry.name), depth + 1) : []
      return this.#laneFile(dir, entry.name) ?? []
    })
  }

  /** Up to 2.0 all subagents of a project lay beside its sessions; the lines name theirs. */
  #flatFiles(): readonly LaneFile[] {
    const dir = join(this.#mainPath, '..')
    const changedMs = statSync(dir, { throwIfNoEntry: false })?.mtimeMs
    // A project's folder may hold thousands of sessions; it changes only when one begins.
    if (changedMs === undefined || changedMs !== this.#flatFolderMs) this.#flat = this.#findFlat(dir)
    this.#flatFolderMs = changedMs
    return this.#flat
  }

  #findFlat(dir: string): readonly LaneFile[] {
    return namesIn(dir).flatMap((name) => {
      if (!name.startsWith('agent-') || !name.endsWith('.jsonl')) return []
      const path = join(dir, name)
      return this.#ownerOf(path) === this.#sessionId ? (this.#laneFile(dir, name) ?? []) : []
    })
  }

  #ownerOf(path: string): string | undefined {
    const known = this.#ownerOfFlatFile.get(path)
    if (known !== undefined) return known
    const line = firstLineOf(path)
    const owner = line && this.#log.readLine(line, { lane: mainLane, offset: 0 }, 'brief').facts.sessionId
    if (owner !== undefined) this.#ownerOfFlatFile.set(path, owner)
    return owner
  }

  #laneFile(dir: string, name: string): LaneFile | undefined {
    const place = this.#log.placeOf(['-', name])
    return place === undefined || place.lane === mainLane ? undefined : { lane: place.lane, path: join(dir, name) }
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

const foldersIn = (dir: string): readonly string[] =>
  entriesIn(dir)
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => join(dir, name))

const namesIn = (dir: string): readonly string[] => entriesIn(dir).map(({ name }) => name)

/** A folder that is not there, or that can't be read, holds nothing. */
function entriesIn(dir: string): readonly Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
  } catch {
    return []
  }
}
