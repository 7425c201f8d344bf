/** Finds every transcript under the agents' config folders. Reads names and sizes, no content. */
import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { sep } from 'node:path'
import { projectsDir } from '../agents/claude/paths.ts'
import { type TranscriptPlace, transcriptPlace } from '../agents/claude/transcript-place.ts'

export interface TranscriptFile {
  readonly path: string
  /** The folder under which it was found. */
  readonly projectsDir: string
  readonly device: number
  readonly inode: number
  readonly sizeBytes: number
  readonly mtimeMs: number
}

export interface FoundTranscripts {
  readonly files: readonly TranscriptFile[]
  /** The transcripts beside which lies what tells a subagent's type: `<stem>.meta.json`. */
  readonly described: ReadonlySet<string>
  /** Folders that could not be looked into: what lies in them is not gone. */
  readonly unreadable: readonly string[]
  readonly problems: readonly string[]
}

/** What its path tells; of the few files that changed, hence not kept with all. */
export const placeOf = ({ path, projectsDir }: TranscriptFile): TranscriptPlace =>
  transcriptPlace(path.slice(projectsDir.length).split(/[\\/]/).filter(Boolean))

/** Folders that hold no transcripts, however many files. */
const skipped = new Set(['tool-results', 'memory', 'file-history'])
const deepest = 10

export function findTranscripts(configDirs: readonly string[]): FoundTranscripts {
  const walk: Walk = {
    root: '',
    files: new Map(),
    described: new Set(),
    linked: new Set(),
    unreadable: [],
    problems: [],
  }
  for (const configDir of configDirs) {
    walk.root = projectsDir(configDir)
    enter(walk, walk.root, 0)
  }
  const files = [...walk.files.values()].flatMap((ofDevice) => [...ofDevice.values()])
  return { files, described: walk.described, unreadable: walk.unreadable, problems: walk.problems }
}

/** One file, as `findTranscripts` would tell of it; undefined when it is none or gone. */
export function findTranscript(path: string, configDirs: readonly string[]): TranscriptFile | undefined {
  for (const configDir of configDirs) {
    const root = projectsDir(configDir)
    if (!path.startsWith(root) || !path.endsWith('.jsonl')) continue
    const stats = statOf(path)
    if (!stats?.isFile()) return undefined
    return toFile(path, root, stats)
  }
  return undefined
}

interface Walk {
  root: string
  /** By device and inode, so that a file reached by two paths is one file. */
  readonly files: Map<number, Map<number | string, TranscriptFile>>
  readonly described: Set<string>
  /** Real paths of linked folders that were entered: a loop ends here. */
  readonly linked: Set<string>
  readonly unreadable: string[]
  readonly problems: string[]
}

function enter(walk: Walk, dir: string, depth: number): void {
  let entries: Dirent[]
  try {
    entries = readdirSync(dir, { withFileTypes: true })
  } catch (cause) {
    noteUnreadable(walk, dir, cause)
    return
  }
  for (const entry of entries) visit(walk, dir, depth, entry)
}

function visit(walk: Walk, dir: string, depth: number, entry: Dirent): void {
  const { name } = entry
  // Names come from readdir: joining them needs no normalising, which would take longer than all the rest.
  const path = dir + sep + name
  if (entry.isDirectory()) {
    if (depth < deepest && !skipped.has(name)) enter(walk, path, depth + 1)
  } else if (entry.isSymbolicLink()) follow(walk, path, depth)
  else if (name.endsWith('.jsonl')) note(walk, path)
  else if (name.endsWith(metaEnding)) walk.described.add(transcriptOfMeta(path))
}

const metaEnding = '.meta.json'

/** Of a subagent, beside its transcript. */
export const metaOfTranscript = (path: string): string => path.replace(/\.jsonl$/, metaEnding)
export const isMeta = (path: string): boolean => path.endsWith(metaEnding)
export const transcriptOfMeta = (path: string): string => `${path.slice(0, -metaEnding.length)}.jsonl`

function follow(walk: Walk, path: string, depth: number): void {
  const stats = statOf(path)
  if (stats?.isDirectory()) {
    const target = realpathSync(path)
    if (walk.linked.has(target) || depth >= deepest) return
    walk.linked.add(target)
    enter(walk, path, depth + 1)
  } else if (stats && path.endsWith('.jsonl')) note(walk, path, stats)
}

function note(walk: Walk, path: string, stats = statOf(path)): void {
  if (!stats?.isFile()) return
  // Windows' file ids don't fit a number: there the path alone tells.
  const key = process.platform === 'win32' || stats.ino === 0 ? path : stats.ino
  let ofDevice = walk.files.get(stats.dev)
  if (!ofDevice) {
    ofDevice = new Map()
    walk.files.set(stats.dev, ofDevice)
  }
  const known = ofDevice.get(key)
  if (!known || path < known.path) ofDevice.set(key, toFile(path, walk.root, stats))
}

const toFile = (path: string, root: string, stats: Stats): TranscriptFile => ({
  path,
  projectsDir: root,
  device: stats.dev,
  inode: stats.ino,
  sizeBytes: stats.size,
  mtimeMs: stats.mtimeMs,
})

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
