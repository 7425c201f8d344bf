/**
 * A store that is filled in a file of its own, which takes the place of the empty one when it is whole and on the disk. Whoever is killed
 * before leaves a file that the next start removes; whoever has the empty one open finds another file in its place (file-identity.ts).
 */
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { logOfDatabase } from './database-mark.ts'
import { isAlive } from './is-alive.ts'
import { beginFilling, type Database, endFilling, isBusy, type Migrations } from './sqlite.ts'

/** Told before each of them is done: a drill ends the program there. */
export type FillingStep =
  | 'create'
  | 'fill'
  | 'end'
  | 'sync file'
  | 'empty log'
  | 'lock'
  | 'rename'
  | 'remove log'
  | 'remove index of log'
  | 'sync folder'
  | 'unlock'
  | 'open'

export type OnStep = (step: FillingStep) => void

/** One thread fills one at a time: its numbers tell whose a file is. */
const pathBeside = (path: string): string => `${path}.new-${process.pid}-${threadId}`

/** Those that this thread fills now. */
const filledNow = new Set<string>()

/** An open file is not replaced on Windows. */
export const canFillBeside = (path: string): boolean => process.platform !== 'win32' && !filledNow.has(pathBeside(path))

/** Who reads the empty one is soon done: there is nothing in it. */
const shortTimeoutMs = 1_000

export class FilledBeside {
  readonly #path: string
  readonly #beside: string
  readonly #onStep: OnStep
  readonly database: Database

  constructor(path: string, migrations: Migrations, onStep: OnStep = () => undefined) {
    this.#path = path
    this.#beside = pathBeside(path)
    this.#onStep = onStep
    onStep('create')
    rmSync(this.#beside, { force: true })
    this.database = beginFilling(this.#beside, migrations)
    filledNow.add(this.#beside)
    onStep('fill')
  }

  /** No more is written; all of it is on the disk. */
  end(): void {
    this.#onStep('end')
    endFilling(this.database, this.#beside)
    this.#onStep('sync file')
    sync(this.#beside)
  }

  /**
   * Only while nobody can write into `empty`, which lies in the place: false where it is empty no more, or where its log is in use, and
   * nothing was done. Afterwards `empty` is of no more use.
   */
  takePlaceOf(empty: Database, isStillEmpty: () => boolean): boolean {
    const onStep = this.#onStep
    const usualTimeoutMs = empty.pragma('busy_timeout', { simple: true })
    empty.pragma(`busy_timeout = ${shortTimeoutMs}`)
    onStep('empty log')
    empty.pragma('wal_checkpoint(TRUNCATE)')
    onStep('lock')
    const isMine = hasBegun(empty)
    empty.pragma(`busy_timeout = ${usualTimeoutMs}`)
    if (!isMine) return false
    try {
      // What stands in its log would be read into the new file, if this program ended between the next two steps.
      if (!isStillEmpty() || sizeOf(logOfDatabase(this.#path)) > 0) return false
      onStep('rename')
      renameSync(this.#beside, this.#path)
      onStep('remove log')
      rmSync(logOfDatabase(this.#path), { force: true })
      onStep('remove index of log')
      rmSync(`${this.#path}-shm`, { force: true })
      onStep('sync folder')
      sync(dirname(this.#path))
      return true
    } finally {
      onStep('unlock')
      empty.exec('ROLLBACK')
    }
  }

  /** Its file goes, unless it took a place. */
  close(): void {
    if (this.database.open) this.database.close()
    rmSync(this.#beside, { force: true })
    filledNow.delete(this.#beside)
  }
}

/** What others left that were ended while they filled it. */
export function removeLeftBeside(path: string): void {
  const [dir, name] = [dirname(path), basename(path)]
  for (const file of readdirSync(dir)) {
    const [, pid, thread] = (file.startsWith(name) && /^\.new-(\d+)-(\d+)$/.exec(file.slice(name.length))) || []
    if (pid === undefined) continue
    // Numbers come again: what would be ours is not being filled now.
    const isLeftOfOurs = Number(pid) === process.pid && Number(thread) === threadId && !filledNow.has(join(dir, file))
    if (isLeftOfOurs || !isAlive(Number(pid))) rmSync(join(dir, file), { force: true })
  }
}

/** False: somebody else writes, and went on too long. */
function hasBegun(database: Database): boolean {
  try {
    database.exec('BEGIN IMMEDIATE')
    return true
  } catch (cause) {
    if (isBusy(cause)) return false
    throw cause
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

function sync(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
