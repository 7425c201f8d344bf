/** Finds every file of records in the agents' data folders. Reads names and sizes, no content. */
import { type Dirent, readdirSync, realpathSync, type Stats } from 'node:fs'
import { join, sep } from 'node:path'
import type { RecordSource } from '../agents/machine-sources.ts'
import { recordLists } from '../agents/record-lists.ts'
import type { AgentRecords, LineRecords, RecordPlace } from '../agents/records.ts'
import { statOf } from '../storage/look.ts'
import type { WorkingFolder } from '../storage/working-folders.ts'
import {
  FileColumns,
  type FileFolder,
  FoundFiles,
  type RecordFile,
  type RecordFileList,
  type RecordKind,
} from './found-files.ts'
import type { AllKnownFiles, KnownFile } from './known-file.ts'
import { NumberIndex } from './number-index.ts'

export interface FoundRecords {
  /** But for those that whoever looks knows as they are. */
  readonly files: RecordFileList
  /** Of these the indexes. */
  readonly unchanged: readonly number[]
  /** The files beside which lies what describes a subagent. */
  readonly described: ReadonlySet<string>
  /** Folders that could not be looked into: what lies in them is not gone. */
  readonly unreadable: readonly string[]
  readonly problems: readonly string[]
}

export function recordsOf({ agent, name }: RecordKind): AgentRecords {
  const records = recordLists[agent].find((one) => one.name === name)
  if (records === undefined) throw new Error(`${agent} has no records called ${name}.`)
  return records
}

/** Read by a version that counted otherwise. */
export const isOutdated = ({ kind }: RecordFile, known: KnownFile | undefined): boolean =>
  known !== undefined && known[7] !== readerVersion(kind)

export const readerVersion = (kind: RecordKind): number => recordsOf(kind).version ?? 0

/** What its path tells; of the few files that changed, hence not kept with all. Undefined: it only looked like one. */
export function placeOf({ path, root, kind }: RecordFile): RecordPlace | undefined {
  const records = recordsOf(kind)
  return records.inWorkingFolder === undefined
    ? records.placeOf(path.slice(root.length).split(/[\\/]/).filter(Boolean))
    : { projectSlug: undefined, sessionId: records.inWorkingFolder.sessionOf(root), subagentId: undefined }
}

const deepest = 10

/** Folders of all kinds of records with what lies in them. */
export function recordFolders(sources: readonly RecordSource[]): readonly RecordFolder[] {
  return sources.flatMap(({ agent, dataDir }) =>
    recordLists[agent].flatMap((records) =>
      records.folders(dataDir).map((root) => ({ root, records, kind: { agent, name: records.name } })),
    ),
  )
}

export interface RecordFolder {
  readonly root: string
  readonly records: AgentRecords
  readonly kind: RecordKind
}

/** All of them, for whoever looks at each. */
export function findRecords(
  sources: readonly RecordSource[],
): FoundRecords & { readonly files: readonly RecordFile[] } {
  const found = findChangedRecords(sources)
  return { ...found, files: [...found.files] }
}

/** Of what is as it is known nothing is kept. */
export function findChangedRecords(sources: readonly RecordSource[], known?: AllKnownFiles): FoundRecords {
  const found: Omit<Walk, 'folder' | 'version'> = {
    known,
    columns: new FileColumns(),
    all: [],
    byInode: new Map(),
    byPath: new Map(),
    described: new Set(),
    linked: new Set(),
    unreadable: [],
    problems: [],
  }
  for (const folder of recordFolders(sources)) {
    enter({ ...found, folder, version: folder.records.version ?? 0 }, folder.root, 0)
  }
  const { all, columns, described, unreadable, problems } = found
  const files = new FoundFiles(columns, Uint32Array.from(all.filter((one) => one >= 0)))
  return { files, unchanged: all.filter((one) => one < 0).map((one) => ~one), described, unreadable, problems }
}

/**
 * Those that lie in the folders that people work in: `projects`, but not for agents without a data folder, and those in which the agent
 * itself was seen.
 */
export function findInWorkingFolders(
  sources: readonly RecordSource[],
  projects: () => readonly string[],
  seen: readonly WorkingFolder[],
): readonly RecordFile[] {
  return sources.flatMap(({ agent, dataDir }) =>
    recordLists[agent].flatMap((records) => {
      const { inWorkingFolder } = records
      if (inWorkingFolder === undefined) return []
      const own = seen.flatMap((one) => (one.agent === agent ? one.dir : []))
      const roots = new Set(statOf(dataDir) === undefined ? own : [...projects(), ...own])
      return [...roots].flatMap((root) => {
        const path = join(root, inWorkingFolder.name)
        const stats = statOf(path)
        return stats?.isFile() ? toFile(path, { root, records, kind: { agent, name: records.name } }, stats) : []
      })
    }),
  )
}

/** One file, as `findRecords` would tell of it; undefined when it is none or gone. */
export function findRecordFile(path: string, sources: readonly RecordSource[]): RecordFile | undefined {
  const folder = recordFolders(sources).find(
    ({ root, records }) => path.startsWith(root) && records.isFile(path.slice(path.lastIndexOf(sep) + 1)),
  )
  const stats = folder && statOf(path)
  return folder && stats?.isFile() ? toFile(path, folder, stats) : undefined
}

/** The file that this one describes; undefined when it describes none. */
export function describedBy(path: string, folders: readonly RecordFolder[]): string | undefined {
  for (const { root, records } of folders) {
    const described = path.startsWith(root) ? descriptionOf(records)?.describedBy(path) : undefined
    if (described !== undefined) return described
  }
  return undefined
}

export const descriptionOf = (records: AgentRecords): LineRecords['description'] =>
  records.kind === 'lines' ? records.description : undefined

/** Is it read by a program, for the most part? */
export function hasProgram(kind: RecordKind): boolean {
  const records = recordsOf(kind)
  return records.kind === 'lines' && records.program !== undefined
}

interface Walk {
  readonly folder: RecordFolder
  /** Of its reader. */
  readonly version: number
  readonly known: AllKnownFiles | undefined
  readonly columns: FileColumns
  /** Places in `columns`; of those that are known as they are the indexes, each as -1 - index. */
  readonly all: number[]
  /** Places in `all`, by device and inode, so that a file reached by two paths is one file. */
  readonly byInode: Map<number, NumberIndex>
  /** The same where inodes tell nothing. */
  readonly byPath: Map<string, number>
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
  const { root, kind } = walk.folder
  const folder = { dir, root, kind }
  for (const entry of entries) visit(walk, folder, depth, entry)
}

function visit(walk: Walk, folder: FileFolder, depth: number, entry: Dirent): void {
  const { records } = walk.folder
  const { name } = entry
  // Names come from readdir: joining them needs no normalising, which would take longer than all the rest.
  const path = folder.dir + sep + name
  if (entry.isDirectory()) {
    if (depth < deepest && records.skippedFolders?.has(name) !== true) enter(walk, path, depth + 1)
  } else if (entry.isSymbolicLink()) follow(walk, folder, depth, { path, name })
  else if (records.isFile(name)) note(walk, folder, { path, name }, statOf(path))
  else {
    const described = descriptionOf(records)?.describedBy(path)
    if (described !== undefined) walk.described.add(described)
  }
}

interface Named {
  readonly path: string
  readonly name: string
}

function follow(walk: Walk, folder: FileFolder, depth: number, named: Named): void {
  const { path, name } = named
  const stats = statOf(path)
  if (stats?.isDirectory()) {
    const target = realpathSync(path)
    if (walk.linked.has(target) || depth >= deepest) return
    walk.linked.add(target)
    enter(walk, path, depth + 1)
  } else if (stats && walk.folder.records.isFile(name)) note(walk, folder, named, stats)
}

function note(walk: Walk, folder: FileFolder, { path, name }: Named, stats: Stats | undefined): void {
  if (!stats?.isFile()) return
  const { all, columns, known, version } = walk
  const before = placeOfSame(walk, path, stats)
  if (before !== undefined && path >= pathOf(walk, before)) return
  const { dev: device, ino: inode, size: sizeBytes, mtimeMs } = stats
  const index = known?.unchanged(path, { inode, sizeBytes, mtimeMs, version })
  all[before ?? all.length] =
    index === undefined ? columns.add(folder, name, { device, inode, sizeBytes, mtimeMs }) : ~index
}

/** In `all`; where it is not there it is as good as put at its end. */
function placeOfSame({ all, known, byInode, byPath }: Walk, path: string, { dev, ino }: Stats): number | undefined {
  // Windows' file ids don't fit a number: there the path alone tells.
  if (process.platform === 'win32' || ino === 0) {
    const before = byPath.get(path)
    if (before === undefined) byPath.set(path, all.length)
    return before
  }
  let ofDevice = byInode.get(dev)
  if (!ofDevice) {
    ofDevice = new NumberIndex(known?.size)
    byInode.set(dev, ofDevice)
  }
  const before = ofDevice.get(ino)
  if (before === undefined) ofDevice.set(ino, all.length)
  return before
}

function pathOf({ known, columns, all }: Walk, place: number): string {
  const one = all[place] ?? 0
  return one < 0 ? (known?.pathAt(~one) ?? '') : columns.at(one).path
}

const toFile = (path: string, { root, kind }: RecordFolder, stats: Stats): RecordFile => ({
  path,
  kind,
  root,
  device: stats.dev,
  inode: stats.ino,
  sizeBytes: stats.size,
  mtimeMs: stats.mtimeMs,
})

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
