/**
 * The one door to what agents wrote: their files on the disk, and behind those what is kept of files that are gone, under the paths they
 * had. Whoever reads a session goes through it, and need not know which it was.
 */
import { closeSync, type Dirent, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { entriesIn } from './folders.ts'
import { statOf } from './look.ts'
import { type KeptFile, type OpenFile, readAt } from './open-file.ts'

export type FileEntry = Pick<Dirent, 'name' | 'isDirectory' | 'isSymbolicLink'>

export interface FileLook {
  readonly size: number
  /** When it was written last, in epoch milliseconds with their fractions. */
  readonly mtimeMs: number
}

export interface AgentFiles {
  /** What lies in a folder; nothing where it is not there or can't be read. */
  entriesIn(dir: string): readonly FileEntry[]
  statOf(path: string): FileLook | undefined
  /** Throws as openSync does. */
  open(path: string): OpenFile
  close(file: OpenFile): void
  /** Undefined where it is not there, or can't be read. */
  textOf(path: string): string | undefined
  /** The same, of what is kept elsewhere only files of sessions whose id begins so. */
  ofSessions(beginning: string): AgentFiles
}

/** Files that are kept elsewhere: archive/. */
export interface KeptFiles {
  entriesIn(dir: string): readonly FileEntry[]
  statOf(path: string): FileLook | undefined
  open(path: string): KeptFile | undefined
  ofSessions(beginning: string): KeptFiles
}

const closeFile = (file: OpenFile): void => {
  if (typeof file === 'number') closeSync(file)
}

export const diskFiles: AgentFiles = {
  entriesIn,
  statOf,
  open: (path) => openSync(path, 'r'),
  close: closeFile,
  textOf: textOnDisk,
  ofSessions: () => diskFiles,
}

/** A file on the disk goes before one that is kept under its path. */
export const diskAndKept = (kept: KeptFiles): AgentFiles => ({
  entriesIn(dir) {
    const [there, gone] = [entriesIn(dir), kept.entriesIn(dir)]
    if (gone.length === 0) return there
    const names = new Set(there.map(({ name }) => name))
    return [...there, ...gone.filter(({ name }) => !names.has(name))]
  },
  statOf: (path) => statOf(path) ?? kept.statOf(path),
  open(path) {
    try {
      return openSync(path, 'r')
    } catch (cause) {
      const found = isGone(cause) ? kept.open(path) : undefined
      if (found === undefined) throw cause
      return found
    }
  },
  close: closeFile,
  textOf: (path) => textOnDisk(path) ?? textIn(kept.open(path)),
  ofSessions: (beginning) => (beginning === '' ? diskAndKept(kept) : diskAndKept(kept.ofSessions(beginning))),
})

/** Linked ones, too. */
export const foldersOf = (files: AgentFiles, dir: string): readonly string[] =>
  files.entriesIn(dir).flatMap((entry) => (entry.isDirectory() || entry.isSymbolicLink() ? join(dir, entry.name) : []))

export const namesOf = (files: AgentFiles, dir: string): readonly string[] =>
  files.entriesIn(dir).map(({ name }) => name)

/** Another one after every write. */
export function stampIn(files: AgentFiles, path: string): string {
  const look = files.statOf(path)
  return look === undefined ? '-' : `${look.size}/${look.mtimeMs}`
}

const isGone = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')

function textOnDisk(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return undefined
    throw cause
  }
}

function textIn(file: KeptFile | undefined): string | undefined {
  if (file === undefined) return undefined
  const bytes = Buffer.alloc(file.sizeBytes)
  let done = 0
  for (let count = -1; count !== 0 && done < bytes.length; done += count)
    count = readAt(file, bytes, done, bytes.length - done, done)
  return done === bytes.length ? bytes.toString('utf8') : undefined
}
