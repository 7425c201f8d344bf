/**
 * A SQLite file of ours: private, in WAL mode, migrated, checked after a crash. The only file that knows better-sqlite3.
 * What can go wrong as a matter of course (broken, newer, no permission, full disk) is an `OpenError`.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'

export type Database = Sqlite.Database
export type Statement = Sqlite.Statement

export interface OpenError {
  readonly kind: 'broken' | 'newer' | 'unwritable'
  readonly message: string
}

/** SQL that takes the schema from version `index` to `index + 1`; never changed once released, only added to. */
export type Migrations = readonly string[]

export interface OpenOptions {
  readonly migrations: Migrations
  /** How long to wait for another process that writes. */
  readonly busyTimeoutMs?: number
  readonly nowMs?: (() => number) | undefined
  /** After a crash the whole file is read before it is used. False where it is large: `isUnchecked` tells, `checkFile` does it beside. @default true */
  readonly isCheckedFirst?: boolean | undefined
  /** Space that is freed can be given back in small steps. Of a new file only. */
  readonly givesBackSpace?: boolean | undefined
  /** False where a copy of what is migrated is made beside: `holdFile`. @default true */
  readonly isCopiedFirst?: boolean | undefined
}

export const inMemory = ':memory:'

/** Opens or creates the file, its folder too. A migration of an existing file is preceded by a copy beside it. */
export function openDatabase(path: string, options: OpenOptions): Result<Database, OpenError> {
  let database: Database | undefined
  try {
    if (path !== inMemory) createPrivately(path)
    database = new Sqlite(path, { timeout: options.busyTimeoutMs ?? 10_000 })
    prepare(database, options)
    const problem =
      checkVersion(database, path, options.migrations.length) ??
      (options.isCheckedFirst === false ? undefined : checkIntegrity(database, path))
    if (problem) {
      database.close()
      return err(problem)
    }
    migrate(database, path, options)
    return ok(database)
  } catch (cause) {
    database?.close()
    return err(toOpenError(cause, path))
  }
}

/** For reading alone, beside a writer; it must exist and be migrated. */
export function openForReading(path: string): Result<Database, OpenError> {
  try {
    const database = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 10_000 })
    database.pragma('query_only = 1')
    return ok(database)
  } catch (cause) {
    return err(toOpenError(cause, path))
  }
}

/** Who writes is never kept waiting for a checkpoint that waits for a reader. */
const checkpointTimeoutMs = 5

/** To put the log into the file beside those who read and write; nothing else is to be written with it. */
export function openForCheckpoints(path: string): Result<Database, OpenError> {
  try {
    const database = new Sqlite(path, { fileMustExist: true, timeout: checkpointTimeoutMs })
    database.pragma('synchronous = FULL')
    return ok(database)
  } catch (cause) {
    return err(toOpenError(cause, path))
  }
}

/** Beside whoever keeps it. Undefined: there is none, or it can't be read now; whoever opens it to write says what is wrong with it. */
export function lookInto<T>(path: string, look: (database: Database) => T): T | undefined {
  const opened = existsSync(path) ? openForReading(path) : undefined
  if (opened?.ok !== true) return undefined
  try {
    return look(opened.value)
  } catch {
    return undefined
  } finally {
    opened.value.close()
  }
}

const statements = new WeakMap<Database, Map<string, Statement>>()
const mostStatements = 200

/** The same for the same words: one that is made for each question holds its memory until somebody cleans up. */
export function statement(database: Database, sql: string): Statement {
  let known = statements.get(database)
  if (known === undefined || known.size > mostStatements) {
    known = new Map()
    statements.set(database, known)
  }
  let prepared = known.get(sql)
  if (prepared === undefined) {
    prepared = database.prepare(sql)
    known.set(sql, prepared)
  }
  return prepared
}

/** Whether an opening would migrate it, as far as that can be told. */
export function isToMigrate(path: string, migrations: Migrations): boolean {
  const version = lookInto(path, versionOf) ?? 0
  return version > 0 && version < migrations.length
}

/** A file as it was at one moment, whatever is written to it since. */
export interface HeldFile {
  /** Lays it beside the file, under the name that a copy before a migration has. */
  copy(nowMs: number): Promise<void>
  /** Into this file, which must not be there; private from the first moment on. */
  copyTo(path: string): Promise<void>
  close(): void
}

/** Who writes goes on meanwhile; only the log grows as long as it is held. */
export function holdFile(path: string): HeldFile {
  const database = new Sqlite(path, { fileMustExist: true, timeout: 10_000 })
  database.exec('BEGIN')
  const version = versionOf(database)
  async function copyTo(copy: string): Promise<void> {
    closeSync(openSync(copy, 'wx', 0o600))
    try {
      // It reads in the transaction that is open.
      await database.backup(copy, { progress: () => pagesAtOnce })
    } catch (cause) {
      rmSync(copy, { force: true })
      throw cause
    }
  }
  return {
    async copy(nowMs) {
      const copy = copyPath(path, version, nowMs)
      const part = `${copy}.part`
      await copyTo(part)
      try {
        renameSync(part, copy)
      } catch (cause) {
        rmSync(part, { force: true })
        throw cause
      }
    },
    copyTo,
    close: () => void database.close(),
  }
}

const pagesAtOnce = 1_000

/** How long a reader of another program's database waits for it: that program is never kept waiting by us. */
const foreignTimeoutMs = 200

/** Another program's database, to read only and for a moment. Its log is read too, so what was written last counts. */
export function openForeign(path: string): Result<Database, OpenError> {
  try {
    const database = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: foreignTimeoutMs })
    database.pragma('query_only = 1')
    return ok(database)
  } catch (cause) {
    return err(toOpenError(cause, path))
  }
}

/** What is deleted meanwhile is written over, in pages that come free as well: what its user wants gone is in no file any more. */
export function writtenOver<T>(database: Database, act: () => T): T {
  database.pragma('secure_delete = ON')
  try {
    return act()
  } finally {
    database.pragma('secure_delete = FAST')
  }
}

/** What a file that is being filled keeps of itself in memory: more than one that is only used, as its pages come from all over. */
const fillingCache = 'cache_size = -32000'

/**
 * A new file, private, for whoever makes it alone: without a journal and without waiting for the disk, hence useless when anything goes wrong
 * before `endFilling`. Throws what the disk says.
 */
export function beginFilling(path: string, migrations: Migrations): Database {
  closeSync(openSync(path, 'wx', 0o600))
  const database = new Sqlite(path)
  // Else SQLite would not do without a journal.
  database.unsafeMode()
  for (const pragma of ['journal_mode = OFF', 'synchronous = OFF', 'locking_mode = EXCLUSIVE', 'temp_store = MEMORY']) {
    database.pragma(pragma)
  }
  database.pragma(fillingCache)
  database.exec('BEGIN EXCLUSIVE')
  for (const sql of migrations) database.exec(sql)
  database.pragma(`user_version = ${migrations.length}`)
  return database
}

/** Closes it and writes into its header that a log belongs to it: whoever opens it next has nothing to change. Nothing waited for the disk yet. */
export function endFilling(database: Database, path: string): void {
  setMark(database, 0)
  database.exec('COMMIT')
  database.close()
  const file = openSync(path, 'r+')
  try {
    // https://www.sqlite.org/fileformat.html#file_format_version_numbers
    writeSync(file, Uint8Array.of(2, 2), 0, 2, 18)
  } finally {
    closeSync(file)
  }
}

/** In memory, for what is put into it. */
export const emptyDatabase = (): Database => new Sqlite(inMemory)

/** A private copy in memory of all that is stored: to go on when the disk is full. */
export const copyToMemory = (database: Database): Database => openSnapshot(database.serialize())

/** A database in memory out of its serialized bytes. */
export function openSnapshot(bytes: Uint8Array): Database {
  const copy = Buffer.from(bytes)
  // The header's two version bytes say "WAL", which memory can't: https://www.sqlite.org/fileformat.html#file_format_version_numbers
  copy[18] = 1
  copy[19] = 1
  return new Sqlite(copy)
}

/** The file was closed in order: the next opening need not check it. */
export function closeCleanly(database: Database): void {
  try {
    if (!database.readonly && !database.memory && isMarkedDirty(database)) setMark(database, 0)
  } catch (cause) {
    if (!isStorageProblem(cause)) throw cause
  }
  database.close()
}

/** Inside the first writing transaction of a connection: from now on a crash is worth a check. */
export function markDirty(database: Database): void {
  if (!isMarkedDirty(database)) setMark(database, 1)
}

/** Whether the file was not closed in order, so that what it holds is worth a check. */
export const isUnchecked = (database: Database): boolean => isMarkedDirty(database)

/** Reads the whole file, beside those who use it; why it can't be trusted. */
export function checkFile(path: string): string | undefined {
  const opened = openForReading(path)
  if (!opened.ok) return opened.error.message
  try {
    const [first] = opened.value.pragma('quick_check(1)') as { quick_check?: string }[]
    return first?.quick_check === 'ok' ? undefined : damaged(path, first?.quick_check)
  } catch (cause) {
    if (isBroken(cause)) return toOpenError(cause, path).message
    throw cause
  } finally {
    opened.value.close()
  }
}

/** Moves the file and its companions out of the way; the new name. */
export function setAside(path: string, why: string, nowMs: number): string {
  const aside = `${path}.${why}-${stampOf(nowMs)}`
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix)
  return aside
}

/** What can be made again is put aside for so long: whoever wants to know what happened to it has a week. */
export const daysAside = 7
const asideForMs = daysAside * 86_400_000

/** What was put aside of it longer ago. Its name tells since when: moving a file leaves its times as they were. */
export function removeOldAside(path: string, nowMs: number): void {
  for (const file of withCompanions(path)) {
    const [, stamp] = /\.(?:broken|newer)-([\dTZ-]+)(?:-wal|-shm)?$/.exec(file) ?? []
    if (stamp !== undefined && nowMs - momentOf(stamp) > asideForMs) rmSync(file, { force: true })
  }
}

const stampOf = (nowMs: number): string => new Date(nowMs).toISOString().replace(/[:.]/g, '-')
const momentOf = (stamp: string): number =>
  Date.parse(stamp.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/, 'T$1:$2:$3.$4Z'))

/** The file, its log, and what was put aside or copied of it. */
export function withCompanions(path: string): readonly string[] {
  const [dir, name] = [dirname(path), basename(path)]
  const isOfIt = (file: string): boolean =>
    file === name || file === `${name}-wal` || file === `${name}-shm` || file.startsWith(`${name}.`)
  return existsSync(dir)
    ? readdirSync(dir)
        .filter(isOfIt)
        .map((file) => join(dir, file))
    : []
}

/** Of another file that lay in its place. */
export function removeLog(path: string): void {
  for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true })
}

/** Of a file that nobody has open. */
export function removeWithCompanions(path: string): void {
  for (const file of withCompanions(path)) rmSync(file, { force: true })
}

/** The disk, not us: full, read-only, no permission, an I/O error. */
export function isStorageProblem(cause: unknown): boolean {
  const code = codeOf(cause)
  return /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|PERM|AUTH)/.test(code) || isUnwritable(code)
}

export const isBroken = (cause: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(cause))
export const isBusy = (cause: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(cause))

function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  if (existsSync(path)) return
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}

function prepare(database: Database, { givesBackSpace = false }: OpenOptions): void {
  if (givesBackSpace) database.pragma('auto_vacuum = INCREMENTAL')
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  database.pragma('foreign_keys = OFF')
  database.pragma('temp_store = MEMORY')
  // What is deleted is not left in free space of pages that are written anyway.
  database.pragma('secure_delete = FAST')
  database.pragma('cache_size = -12000')
}

const versionOf = (database: Database): number => Number(database.pragma('user_version', { simple: true }))

function checkVersion(database: Database, path: string, ours: number): OpenError | undefined {
  const version = versionOf(database)
  if (version <= ours) return undefined
  return {
    kind: 'newer',
    message: `${path} was written by a newer TCE (schema ${version}, this one knows ${ours}). Update TCE to use it again.`,
  }
}

/** `application_id` serves as the mark: 1 while a connection has written and not closed in order. */
const isMarkedDirty = (database: Database): boolean => Number(database.pragma('application_id', { simple: true })) === 1
const setMark = (database: Database, mark: 0 | 1): void => {
  database.pragma(`application_id = ${mark}`)
}

function checkIntegrity(database: Database, path: string): OpenError | undefined {
  if (!isMarkedDirty(database)) return undefined
  const [first] = database.pragma('quick_check(1)') as { quick_check?: string }[]
  if (first?.quick_check === 'ok') return undefined
  return { kind: 'broken', message: damaged(path, first?.quick_check) }
}

const damaged = (path: string, why = 'it can not be read'): string => `${path} is damaged: ${why}.`

function migrate(
  database: Database,
  path: string,
  { migrations, nowMs = Date.now, isCopiedFirst = true }: OpenOptions,
): void {
  const version = versionOf(database)
  if (version === migrations.length) return
  if (version > 0 && path !== inMemory && isCopiedFirst) backUp(database, path, version, nowMs())
  database
    .transaction(() => {
      // Another process may have migrated while we waited for the lock.
      for (const sql of migrations.slice(versionOf(database))) database.exec(sql)
      database.pragma(`user_version = ${migrations.length}`)
    })
    .immediate()
}

const copyPath = (path: string, version: number, nowMs: number): string => `${path}.schema-${version}-${stampOf(nowMs)}`

function backUp(database: Database, path: string, version: number, nowMs: number): void {
  const copy = copyPath(path, version, nowMs)
  database.prepare('VACUUM INTO ?').run(copy)
  chmodSync(copy, 0o600)
}

function toOpenError(cause: unknown, path: string): OpenError {
  const code = codeOf(cause)
  const reason = cause instanceof Error ? cause.message : String(cause)
  if (isBroken(cause)) return { kind: 'broken', message: `${path} is damaged: ${reason}.` }
  if (isStorageProblem(cause) || isBusy(cause)) {
    return { kind: 'unwritable', message: `${path} can not be used: ${reason} (${code}).` }
  }
  throw cause
}

const isUnwritable = (code: string): boolean =>
  ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST', 'EISDIR', 'EIO', 'ENOENT'].includes(code)

function codeOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return ''
  return String(cause.code)
}
