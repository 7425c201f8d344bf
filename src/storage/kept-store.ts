/**
 * A store of what exists nowhere else: events, prompts, tasks. Every write is on disk when its promise resolves. A damaged file is never
 * thrown away and never silently begun anew: what can be read of it is carried over, the file is put aside, and both are said. A file
 * that can't be written or was made by a newer TCE is an error: going on in memory would lose what people trust to be kept.
 */
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { salvage } from './salvage.ts'
import {
  closeCleanly,
  type Database,
  type Migrations,
  markDirty,
  type OpenError,
  openDatabase,
  setAside,
} from './sqlite.ts'

export interface KeptStore {
  /** The answer of a question. Asynchronous so that another engine can take its place. */
  read<T>(ask: (database: Database) => T): Promise<T>
  /** One transaction: all of it is on disk when this resolves, or nothing. */
  write<T>(change: (database: Database) => T): Promise<T>
  /** A whole copy at this path, which must be free, while others read and write. */
  backUp(path: string): Promise<void>
  /** What was found wrong and done about it when it was opened, in words. */
  readonly problems: readonly string[]
  close(): Promise<void>
}

export interface KeptStoreOptions {
  readonly path: string
  /** Only added to; before one runs on an existing file a copy is laid beside it. */
  readonly migrations: Migrations
  readonly nowMs?: (() => number) | undefined
}

export function openKeptStore(options: KeptStoreOptions): Result<KeptStore, OpenError> {
  const opened = openDatabase(options.path, options)
  if (opened.ok) return ok(toStore(opened.value, []))
  return opened.error.kind === 'broken' ? carryOver(options, opened.error) : opened
}

function carryOver(options: KeptStoreOptions, { message }: OpenError): Result<KeptStore, OpenError> {
  const { path, nowMs = Date.now } = options
  const aside = setAside(path, 'broken', nowMs())
  const fresh = openDatabase(path, options)
  if (!fresh.ok) return fresh
  const { rows, unreadable } = salvage(aside, fresh.value)
  const lost = unreadable.length === 0 ? '' : ` Parts of ${unreadable.join(', ')} could not be read.`
  const problem = `${message} ${rows} rows were carried over to a new file; the damaged one was kept as ${aside}.${lost}`
  return ok(toStore(fresh.value, [problem]))
}

function toStore(database: Database, problems: readonly string[]): KeptStore {
  // The default of the other kind of store, which can be counted again, is a sync later.
  database.pragma('synchronous = FULL')
  return {
    problems,
    read: async (ask) => ask(database),
    write: async (change) =>
      database
        .transaction(() => {
          markDirty(database)
          return change(database)
        })
        .immediate(),
    backUp: async (path) => {
      await database.backup(path)
    },
    close: async () => closeCleanly(database),
  }
}
