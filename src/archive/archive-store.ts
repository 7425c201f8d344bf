/** The rows of the archive. Pieces are written before the rows that tell of them, and go after those: whoever is stopped leaves at most pieces too many. */

import { basename, dirname, join } from 'node:path'
import type { ArchivedFile } from '../core/data/archive-rules.ts'
import { err, ok, type Result } from '../core/result.ts'
import { type KeptStore, openKeptStore } from '../storage/kept-store.ts'
import { namesIn, statOf } from '../storage/look.ts'
import type { Database } from '../storage/sqlite.ts'
import { archiveDir, archivePath } from './archive-path.ts'
import { archiveMigrations } from './archive-schema.ts'
import { PieceFiles, type WrittenPiece } from './piece-files.ts'

export interface KnownSession {
  readonly id: number
  readonly agent: string
  readonly sessionId: string
  readonly mark: string
  readonly changedMs: number
  readonly isGone: boolean
}

export interface KnownFile extends ArchivedFile {
  readonly isDamaged: boolean
}

export interface PutFile extends ArchivedFile {
  readonly session: number
  readonly path: string
  readonly pieces: readonly WrittenPiece[]
}

/** Pieces at once: whoever else writes waits for no longer than that takes. */
const atOnce = 100
/** Half written, or written and not told of yet, by somebody who is at it. */
const strayAfterMs = 3_600_000

export class ArchiveStore {
  readonly pieces: PieceFiles
  readonly #kept: KeptStore
  readonly #machine: string
  readonly #clock: () => number

  private constructor(kept: KeptStore, dataDir: string, machine: string, clock: () => number) {
    this.#kept = kept
    this.pieces = new PieceFiles(archiveDir(dataDir))
    this.#machine = machine
    this.#clock = clock
  }

  static open(dataDir: string, machine: string, clock: () => number = Date.now): Result<ArchiveStore, string> {
    const opened = openKeptStore({ path: archivePath(dataDir), migrations: archiveMigrations, nowMs: clock })
    return opened.ok ? ok(new ArchiveStore(opened.value, dataDir, machine, clock)) : err(opened.error.message)
  }

  get problems(): readonly string[] {
    return this.#kept.problems
  }

  known(): Promise<readonly KnownSession[]> {
    return this.#kept.read((database) =>
      (database.prepare('SELECT * FROM session').all() as SessionRow[]).map((row) => ({
        ...{ id: row.id, agent: row.agent, sessionId: row.session_id, mark: row.mark, changedMs: row.changed_ms },
        isGone: row.is_gone === 1,
      })),
    )
  }

  fileAt(path: string): Promise<KnownFile | undefined> {
    return this.#kept.read((database) => {
      const row = database
        .prepare(
          `SELECT bytes, changed_ms AS changedMs,
             (SELECT count(*) FROM file_piece JOIN piece ON piece.id = piece WHERE file = file.id AND is_damaged) AS damaged
           FROM file WHERE folder = (SELECT id FROM folder WHERE path = ?) AND name = ?`,
        )
        .get(dirname(path), basename(path)) as (ArchivedFile & { readonly damaged: number }) | undefined
      return row && { bytes: row.bytes, changedMs: row.changedMs, isDamaged: row.damaged > 0 }
    })
  }

  /** Those of them of which anything is archived. */
  withFiles(sessions: readonly number[]): Promise<ReadonlySet<number>> {
    return this.#kept.read((database) => {
      const among = 'SELECT DISTINCT session FROM file WHERE session IN (SELECT value FROM json_each(?))'
      return new Set(database.prepare(among).pluck().all(JSON.stringify(sessions)) as number[])
    })
  }

  /** Of all pieces, on disk. */
  bytes(): Promise<number> {
    return this.#kept.read(
      (database) => database.prepare('SELECT coalesce(sum(bytes), 0) FROM piece').pluck().get() as number,
    )
  }

  /** Its number. What comes behind it waits for the disk, and takes it along. */
  begin(agent: string, sessionId: string): Promise<number> {
    return this.#kept.tidy((database) => {
      database
        .prepare(`INSERT OR IGNORE INTO session (machine, agent, session_id, mark, changed_ms) VALUES (?, ?, ?, '', 0)`)
        .run(this.#machine, agent, sessionId)
      const find = 'SELECT id FROM session WHERE agent = ? AND session_id = ?'
      return database.prepare(find).pluck().get(agent, sessionId) as number
    })
  }

  /** False: a piece of it was taken away meanwhile by somebody who found it unused, so it has to be written again. */
  put({ session, path, bytes, changedMs, pieces }: PutFile): Promise<boolean> {
    return this.#kept.write((database) => {
      if (!pieces.every(({ hash }) => this.pieces.isThere(hash))) return false
      const folder = folderIn(database, dirname(path))
      database
        .prepare(
          `INSERT INTO file (session, folder, name, bytes, changed_ms, archived_ms) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (folder, name) DO UPDATE SET session = excluded.session, bytes = excluded.bytes,
             changed_ms = excluded.changed_ms, archived_ms = excluded.archived_ms`,
        )
        .run(session, folder, basename(path), bytes, changedMs, this.#clock())
      const find = 'SELECT id FROM file WHERE folder = ? AND name = ?'
      const file = database.prepare(find).pluck().get(folder, basename(path)) as number
      database.prepare('DELETE FROM file_piece WHERE file = ?').run(file)
      const addPiece = database.prepare(
        `INSERT INTO piece (hash, bytes, checked_ms) VALUES (?, ?, ?) ON CONFLICT (hash) DO UPDATE SET is_damaged = 0`,
      )
      const use = database.prepare('INSERT INTO file_piece SELECT ?, ?, id FROM piece WHERE hash = ?')
      for (const [at, { hash, bytes: stored }] of pieces.entries()) {
        addPiece.run(hash, stored, this.#clock())
        use.run(file, at, hash)
      }
      return true
    })
  }

  /** All of it is archived, as its records look now. Where a power cut takes that back it is found so again. */
  finish(session: number, { mark, changedMs }: Pick<KnownSession, 'mark' | 'changedMs'>): Promise<void> {
    return this.#kept.tidy((database) => {
      database
        .prepare('UPDATE session SET mark = ?, changed_ms = ?, is_gone = 0 WHERE id = ?')
        .run(mark, changedMs, session)
    })
  }

  noteGone(sessions: readonly number[], isGone: boolean): Promise<void> {
    return this.#kept.write((database) => {
      const ids = JSON.stringify(sessions)
      database
        .prepare('UPDATE session SET is_gone = ? WHERE id IN (SELECT value FROM json_each(?))')
        .run(Number(isGone), ids)
    })
  }

  /**
   * What is archived of these sessions goes. `for good`: nothing is known of them any more; else how they looked is, so that they are
   * not archived again as long as they look so.
   */
  async remove(sessionIds: readonly string[], how: 'as-it-is' | 'for-good'): Promise<void> {
    const ids = JSON.stringify(sessionIds)
    await this.#kept.write((database) => {
      const sessions = 'SELECT id FROM session WHERE session_id IN (SELECT value FROM json_each(?))'
      const files = `SELECT id FROM file WHERE session IN (${sessions})`
      database.prepare(`DELETE FROM file_piece WHERE file IN (${files})`).run(ids)
      database.prepare(`DELETE FROM file WHERE session IN (${sessions})`).run(ids)
      if (how === 'for-good') database.prepare(`DELETE FROM session WHERE id IN (${sessions})`).run(ids)
    })
    await this.collect()
  }

  async removeAll(): Promise<void> {
    await this.#kept.write((database) => {
      for (const table of ['file_piece', 'file', 'session', 'folder', 'state']) database.exec(`DELETE FROM ${table}`)
    })
    await this.collect()
    await this.#kept.read((database) => database.exec('VACUUM'))
  }

  /**
   * Takes away pieces that no file is made of. Inside the transaction: who archives the same stretch at this moment waits, and then
   * finds it gone. A row that a power cut brings back tells of nothing, and goes with the next.
   */
  async collect(): Promise<void> {
    const unusedBehind = `SELECT id, hash FROM piece WHERE id > ? AND NOT EXISTS (SELECT 1 FROM file_piece WHERE piece = piece.id)
      ORDER BY id LIMIT ?`
    for (let last: number | undefined = 0; last !== undefined; ) {
      const behind: number = last
      last = await this.#kept.tidy((database) => {
        const unused = database.prepare(unusedBehind).all(behind, atOnce) as readonly PieceRow[]
        const remove = database.prepare('DELETE FROM piece WHERE id = ?')
        for (const { id, hash } of unused) {
          this.pieces.remove(hash)
          remove.run(id)
        }
        return unused.at(-1)?.id
      })
    }
  }

  /** Files among the pieces of which no row tells: somebody was stopped between the two. */
  async sweep(folder: string): Promise<void> {
    const names = namesIn(folder).filter(
      (name) =>
        /\.(?:zst|tmp)$/.test(name) && this.#clock() - (statOf(join(folder, name))?.mtimeMs ?? 0) > strayAfterMs,
    )
    if (names.length === 0) return
    await this.#kept.write((database) => {
      const isKnown = database.prepare('SELECT 1 FROM piece WHERE hash = ?').pluck()
      for (const name of names) {
        const hash = `${basename(folder)}${name.replace(/\.zst$/, '')}`
        if (name.endsWith('.tmp')) this.pieces.removeDraft(join(folder, name))
        else if (isKnown.get(hash) === undefined) this.pieces.remove(hash)
      }
    })
  }

  /** Those whose last check is the longest ago, before a moment. */
  toCheck(beforeMs: number, most: number): Promise<readonly string[]> {
    return this.#kept.read(
      (database) =>
        database
          .prepare('SELECT hash FROM piece WHERE checked_ms < ? ORDER BY checked_ms LIMIT ?')
          .pluck()
          .all(beforeMs, most) as string[],
    )
  }

  /** One that is damaged is put aside, so that it is written again where its agent still has the file. */
  noteChecked(hash: string, isWhole: boolean): Promise<void> {
    if (!isWhole) this.pieces.putAside(hash)
    return this.#kept.tidy((database) => {
      database
        .prepare('UPDATE piece SET checked_ms = ?, is_damaged = ? WHERE hash = ?')
        .run(this.#clock(), Number(!isWhole), hash)
      if (isWhole) return
      database
        .prepare(
          `UPDATE session SET mark = '' WHERE id IN (SELECT session FROM file WHERE id IN
             (SELECT file FROM file_piece WHERE piece = (SELECT id FROM piece WHERE hash = ?)))`,
        )
        .run(hash)
    })
  }

  state(key: string): Promise<string | undefined> {
    return this.#kept.read(
      (database) => database.prepare('SELECT value FROM state WHERE key = ?').pluck().get(key) as string | undefined,
    )
  }

  /** Undefined: there is none. */
  noteState(key: string, value: string | undefined): Promise<void> {
    return this.#kept.tidy((database) => {
      if (value === undefined) database.prepare('DELETE FROM state WHERE key = ?').run(key)
      else database.prepare('INSERT OR REPLACE INTO state VALUES (?, ?)').run(key, value)
    })
  }

  close(): Promise<void> {
    return this.#kept.close()
  }
}

interface PieceRow {
  readonly id: number
  readonly hash: string
}

interface SessionRow {
  readonly id: number
  readonly agent: string
  readonly session_id: string
  readonly mark: string
  readonly changed_ms: number
  readonly is_gone: number
}

/** Its number; those above it are known then, too. */
function folderIn(database: Database, path: string): number {
  const find = database.prepare('SELECT id FROM folder WHERE path = ?').pluck()
  const known = find.get(path) as number | undefined
  if (known !== undefined) return known
  const parent = dirname(path)
  if (parent !== path) folderIn(database, parent)
  return Number(
    database.prepare('INSERT INTO folder (path, parent) VALUES (?, ?)').run(path, parent === path ? null : parent)
      .lastInsertRowid,
  )
}
