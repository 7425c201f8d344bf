/** What is archived, as the files it was: by the paths they had, read from any place. Beside whoever writes it. */
import { basename, dirname } from 'node:path'
import type { FileEntry, FileLook, KeptFiles } from '../storage/agent-files.ts'
import { statOf } from '../storage/look.ts'
import type { KeptFile } from '../storage/open-file.ts'
import { type Database, openForReading, statement } from '../storage/sqlite.ts'
import { archiveDir, archivePath } from './archive-path.ts'
import { PieceFiles, pieceBytes } from './piece-files.ts'

interface FileRow extends FileLook {
  readonly id: number
}

interface NamedRow extends FileRow {
  readonly name: string
}

const fileColumns = 'SELECT id, name, bytes AS size, changed_ms AS mtimeMs FROM file'

/** It may be made, or another one be put in its place, at any time: looked for again after this long. */
const sameFileMs = 1_000
/** Whoever reads a file reads on, or goes back a little. */
const piecesInMemory = 4

export function createArchivedFiles(dataDir: string, clock: () => number = () => performance.now()): KeptFiles {
  const pieces = new PieceFiles(archiveDir(dataDir))
  const memory = new Map<string, Buffer>()
  let database: Database | undefined
  let last: { readonly dir: string; readonly atMs: number; readonly files: ReadonlyMap<string, FileRow> } | undefined
  let [inode, lookedMs] = [undefined as number | undefined, Number.NEGATIVE_INFINITY]

  function opened(): Database | undefined {
    if (clock() - lookedMs < sameFileMs) return database
    lookedMs = clock()
    const now = statOf(archivePath(dataDir))?.ino
    if (now === inode) return database
    database?.close()
    const found = now === undefined ? undefined : openForReading(archivePath(dataDir))
    database = found?.ok === true ? found.value : undefined
    inode = database === undefined ? undefined : now
    return database
  }

  /** An archive that can't be read at this moment keeps nothing: whoever writes it says what is wrong. */
  function ask<T>(question: (database: Database) => T): T | undefined {
    const now = opened()
    if (now === undefined) return undefined
    try {
      return question(now)
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause)) throw cause
      return undefined
    }
  }

  function pieceOf(hash: string): Buffer | undefined {
    const known = memory.get(hash)
    const piece = known ?? pieces.read(hash)
    memory.delete(hash)
    if (piece === undefined) return undefined
    memory.set(hash, piece)
    const [oldest] = memory.keys()
    if (memory.size > piecesInMemory && oldest !== undefined) memory.delete(oldest)
    return piece
  }

  /** Of the folder that was listed last: who lists one looks at each. */
  function listed(dir: string): ReadonlyMap<string, FileRow> {
    if (last?.dir === dir && clock() - last.atMs < sameFileMs) return last.files
    const rows = ask(
      (now) =>
        statement(now, `${fileColumns} WHERE folder = (SELECT id FROM folder WHERE path = ?)`).all(dir) as NamedRow[],
    )
    const files = new Map((rows ?? []).map((row) => [row.name, row]))
    last = { dir, atMs: clock(), files }
    return files
  }

  const below = (dir: string): readonly string[] =>
    ask(
      (now) => statement(now, 'SELECT path FROM folder WHERE parent = ?').all(dir) as { readonly path: string }[],
    )?.map(({ path }) => path) ?? []

  /** Looked up at once: of few sessions it is less than to go through all folders. */
  function ofSessions(beginning: string): KeptFiles {
    const rows =
      ask(
        (now) =>
          statement(
            now,
            `SELECT file.id, name, bytes AS size, file.changed_ms AS mtimeMs, path FROM session JOIN file ON session = session.id
               JOIN folder ON folder.id = folder WHERE session_id >= ? AND session_id < ?`,
          ).all(beginning, `${beginning}\uffff`) as (NamedRow & { readonly path: string })[],
      ) ?? []
    const files = new Map<string, Map<string, FileRow>>()
    const folders = new Map<string, Set<string>>()
    for (const row of rows) {
      const own = files.get(row.path) ?? new Map<string, FileRow>()
      files.set(row.path, own.set(row.name, row))
      for (let path = row.path; dirname(path) !== path; path = dirname(path)) {
        const known = folders.get(dirname(path)) ?? new Set<string>()
        folders.set(dirname(path), known.add(path))
      }
    }
    return filesOf(
      (dir) => files.get(dir) ?? new Map(),
      (dir) => [...(folders.get(dir) ?? [])],
    )
  }

  const filesOf = (
    filesIn: (dir: string) => ReadonlyMap<string, FileRow>,
    foldersIn: (dir: string) => readonly string[],
  ): KeptFiles => ({
    entriesIn: (dir) => [
      ...foldersIn(dir).map((path) => entry(basename(path), true)),
      ...[...filesIn(dir).keys()].map((name) => entry(name, false)),
    ],
    statOf: (path) => filesIn(dirname(path)).get(basename(path)),
    open(path) {
      const row = filesIn(dirname(path)).get(basename(path))
      const hashes =
        row &&
        ask(
          (now) =>
            now
              .prepare('SELECT hash FROM file_piece JOIN piece ON piece.id = piece WHERE file = ? ORDER BY at')
              .pluck()
              .all(row.id) as string[],
        )
      return row && hashes && archivedFile(path, row.size, hashes, pieceOf)
    },
    ofSessions,
  })

  return filesOf(listed, below)
}

const entry = (name: string, isFolder: boolean): FileEntry => ({
  name,
  isDirectory: () => isFolder,
  isSymbolicLink: () => false,
})

function archivedFile(
  path: string,
  sizeBytes: number,
  hashes: readonly string[],
  pieceOf: (hash: string) => Buffer | undefined,
): KeptFile {
  let problem: string | undefined
  return {
    sizeBytes,
    get problem() {
      return problem
    },
    read(into, at, length, position) {
      let done = 0
      while (done < length && position + done < sizeBytes) {
        const from = position + done
        const hash = hashes[Math.floor(from / pieceBytes)]
        const piece = hash === undefined ? undefined : pieceOf(hash)
        const start = from % pieceBytes
        const copied =
          piece === undefined || start >= piece.length ? 0 : piece.copy(into, at + done, start, start + length - done)
        if (copied === 0) {
          problem = `What was archived of ${path} is damaged from byte ${from} on: what stands before it is shown.`
          break
        }
        done += copied
      }
      return done
    },
  }
}
