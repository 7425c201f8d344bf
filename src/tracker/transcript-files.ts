/** Finds every transcript under the agents' config folders. Reads names and sizes, no content. */
import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type TranscriptPlace, transcriptPlace } from '../agents/claude/transcript-place.ts'

export interface TranscriptFile {
  readonly path: string
  readonly place: TranscriptPlace
  readonly device: number
  readonly inode: number
  readonly sizeBytes: number
  readonly mtimeMs: number
}

export interface FoundTranscripts {
  readonly files: readonly TranscriptFile[]
  /** Folders that could not be looked into: what lies in them is not gone. */
  readonly unreadable: readonly string[]
  readonly problems: readonly string[]
}

/** Folders that hold no transcripts, however many files. */
const skipped = new Set(['tool-results', 'memory', 'file-history'])
const deepest = 10

/** A config folder, or its `projects` folder itself. One that does not exist holds nothing; that is no problem. */
export const projectsDir = (configDir: string): string =>
  basename(configDir) === 'projects' ? configDir : join(configDir, 'projects')

export function findTranscripts(configDirs: readonly string[]): FoundTranscripts {
  const walk: Walk = { files: new Map(), linked: new Set(), unreadable: [], problems: [] }
  for (const configDir of configDirs) enter(walk, projectsDir(configDir), [])
  return { files: [...walk.files.values()], unreadable: walk.unreadable, problems: walk.problems }
}

/** One file, as `findTranscripts` would tell of it; undefined when it is none or gone. */
export function findTranscript(path: string, configDirs: readonly string[]): TranscriptFile | undefined {
  for (const configDir of configDirs) {
    const root = projectsDir(configDir)
    if (!path.startsWith(root) || !path.endsWith('.jsonl')) continue
    const stats = statOf(path)
    if (!stats?.isFile()) return undefined
    return toFile(path, path.slice(root.length).split(/[\\/]/).filter(Boolean), stats)
  }
  return undefined
}

interface Walk {
  /** By device and inode, so that a file reached by two paths is one file. */
  readonly files: Map<string, TranscriptFile>
  /** Real paths of linked folders that were entered: a loop ends here. */
  readonly linked: Set<string>
  readonly unreadable: string[]
  readonly problems: string[]
}

function enter(walk: Walk, dir: string, parts: readonly string[]): void {
  let entries: Dirent[]
  try {
    entries = readdirSync(dir, { withFileTypes: true })
  } catch (cause) {
    noteUnreadable(walk, dir, cause)
    return
  }
  for (const entry of entries) visit(walk, dir, parts, entry)
}

function visit(walk: Walk, dir: string, parts: readonly string[], entry: Dirent): void {
  const { name } = entry
  if (entry.isDirectory()) {
    if (parts.length < deepest && !skipped.has(name)) enter(walk, join(dir, name), [...parts, name])
  } else if (entry.isSymbolicLink()) follow(walk, join(dir, name), [...parts, name])
  else if (name.endsWith('.jsonl')) note(walk, join(dir, name), [...parts, name])
}

function follow(walk: Walk, path: string, parts: readonly string[]): void {
  const stats = statOf(path)
  if (stats?.isDirectory()) {
    const target = realpathSync(path)
    if (walk.linked.has(target) || parts.length > deepest) return
    walk.linked.add(target)
    enter(walk, path, parts)
  } else if (stats && path.endsWith('.jsonl')) note(walk, path, parts, stats)
}

function note(walk: Walk, path: string, parts: readonly string[], stats = statOf(path)): void {
  if (!stats?.isFile()) return
  const file = toFile(path, parts, stats)
  // Windows' file ids don't fit a number: there the path alone tells.
  const key = process.platform === 'win32' || file.inode === 0 ? path : `${file.device}:${file.inode}`
  const known = walk.files.get(key)
  if (!known || path < known.path) walk.files.set(key, file)
}

function toFile(path: string, parts: readonly string[], stats: Stats): TranscriptFile {
  return {
    path,
    place: transcriptPlace(parts),
    device: stats.dev,
    inode: stats.ino,
    sizeBytes: stats.size,
    mtimeMs: stats.mtimeMs,
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function noteUnreadable(walk: Walk, dir: string, cause: unknown): void {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  if (code === 'ENOENT') return
  walk.unreadable.push(dir)
  walk.problems.push(
    code === 'ENOTDIR'
      ? `${dir} is not a folder: no transcripts are read from it.`
      : `${dir} can not be read (${code}): its transcripts are missing from the figures. Check its permissions.`,
  )
}
