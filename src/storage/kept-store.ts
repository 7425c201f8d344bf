/**
 * A store of what exists nowhere else: events, prompts, tasks. Every write is on disk when its promise resolves. A damaged file is never
 * thrown away and never silently begun anew: what can be read of it is carried over, the file is put aside, and both are said. A file
 * that can't be written or was made by a newer TCE is an error: going on in memory would lose what people trust to be kept.
 */
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { salvage } from './salvage.ts'
import {
  checkFile,
  closeCleanly,
  type Database,
  isBroken,
  isUnchecked,
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
  /** One transaction that a power cut may take back: for what would only be done again. It does not wait for the disk. */
  tidy<T>(change: (database: Database) => T): Promise<T>
  /** A whole copy at this path, which must be free, while others read and write. */
  backUp(path: string): Promise<void>
  /** What was found wrong and done about it, in words. */
  readonly problems: readonly string[]
  /** The last program that wrote did not close it, and nobody has looked whether it is whole. */
  readonly isUnchecked: boolean
  /** It was found damaged by a look beside: what can be read is carried over to a new file. */
  carryOver(message: string): void
  close(): Promise<void>
}

export interface KeptStoreOptions {
  readonly path: string
  /** Only added to; before one runs on an existing file a copy is laid beside it. */
  readonly migrations: Migrations
  readonly nowMs?: (() => number) | undefined
  /** See storage/sqlite.ts. */
  readonly isCheckedFirst?: boolean | undefined
  readonly givesBackSpace?: boolean | undefined
  readonly isCopiedFirst?: boolean | undefined
  /** Makes anew what is derived from the rows that were carried over, before anybody reads it. */
  readonly afterCarryingOver?: ((database: Database) => void) | undefined
}

export { checkFile }

export function openKeptStore(options: KeptStoreOptions): Result<KeptStore, OpenError> {
  const opened = openDatabase(options.path, options)
  if (opened.ok) return ok(toStore(opened.value, [], options))
  if (opened.error.kind !== 'broken') return opened
  const carried = carryOver(options, opened.error.message)
  return carried.ok ? ok(toStore(carried.value.database, [carried.value.problem], options)) : carried
}

interface CarriedOver {
  readonly database: Database
  readonly problem: string
}

function carryOver(options: KeptStoreOptions, message: string): Result<CarriedOver, OpenError> {
  const { path, nowMs = Date.now, afterCarryingOver } = options
  const aside = setAside(path, 'broken', nowMs())
  const fresh = openDatabase(path, options)
  if (!fresh.ok) return fresh
  const { rows, unreadable } = salvage(aside, fresh.value)
  afterCarryingOver?.(fresh.value)
  const lost = unreadable.length === 0 ? '' : ` Parts of ${unreadable.join(', ')} could not be read.`
  const problem = `${message} ${rows} rows were carried over to a new file; the damaged one was kept as ${aside}.${lost}`
  return ok({ database: fresh.value, problem })
}

function toStore(opened: Database, found: readonly string[], options: KeptStoreOptions): KeptStore {
  let database = opened
  const problems = [...found]
  const isUncheckedNow = options.isCheckedFirst === false && isUnchecked(database)
  // The default of the other kind of store, which can be counted again, is a sync later.
  database.pragma('synchronous = FULL')

  function replace(message: string): void {
    database.close()
    const carried = carryOver(options, message)
    if (!carried.ok) throw new Error(carried.error.message)
    database = carried.value.database
    database.pragma('synchronous = FULL')
    problems.push(carried.value.problem)
  }

  /** Once more on what could be carried over, where the file turns out to be damaged. */
  function attempt<T>(act: () => T): T {
    try {
      return act()
    } catch (cause) {
      if (!isBroken(cause)) throw cause
      replace(`${options.path} is damaged: ${cause instanceof Error ? cause.message : String(cause)}.`)
      return act()
    }
  }

  const transact = <T>(act: (database: Database) => T): T =>
    database
      .transaction(() => {
        markDirty(database)
        return act(database)
      })
      .immediate()

  function tidy<T>(act: (database: Database) => T): T {
    database.pragma('synchronous = NORMAL')
    try {
      return transact(act)
    } finally {
      database.pragma('synchronous = FULL')
    }
  }

  return {
    get problems() {
      return problems
    },
    isUnchecked: isUncheckedNow,
    read: async (ask) => attempt(() => ask(database)),
    write: async (act) => attempt(() => transact(act)),
    tidy: async (act) => attempt(() => tidy(act)),
    backUp: async (path) => {
      await database.backup(path)
    },
    carryOver: replace,
    close: async () => closeCleanly(database),
  }
}
