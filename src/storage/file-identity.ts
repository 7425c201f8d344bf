/**
 * Whether the file of an open database is still the one that was opened. Told by its looks alone: a program that opens and closes a database
 * by itself loses SQLite's locks on it (https://www.sqlite.org/howtocorrupt.html, 2.2).
 */
import { type BigIntStats, statSync } from 'node:fs'
import { logOfDatabase } from './database-mark.ts'

/** `gone`: there is none in its place. `log`: its log is another one, or gone. `cut off`: databases of ours never get shorter. */
export type LostFile = 'gone' | 'another' | 'log' | 'cut off'

export class FileIdentity {
  readonly #path: string
  readonly #file: string | undefined
  #log: string | undefined
  #bytes: bigint

  constructor(path: string) {
    this.#path = path
    const stats = statsOf(path)
    this.#file = stats && nameOf(stats)
    this.#bytes = stats?.size ?? 0n
    this.#log = logAt(path)
  }

  /** Undefined: it is there, as it was or grown. */
  lost(): LostFile | undefined {
    const stats = statsOf(this.#path)
    if (stats === undefined) return 'gone'
    if (nameOf(stats) !== this.#file) return 'another'
    if (stats.size < this.#bytes) return 'cut off'
    this.#bytes = stats.size
    const log = logAt(this.#path)
    this.#log ??= log
    return log === this.#log ? undefined : 'log'
  }

  /** Beside another file lies the log of this one, which would be read as if it were that one's. */
  get leavesLog(): boolean {
    return this.#log !== undefined && logAt(this.#path) === this.#log
  }
}

const nameOf = ({ dev, ino }: BigIntStats): string => `${dev} ${ino}`

function logAt(path: string): string | undefined {
  const stats = statsOf(logOfDatabase(path))
  return stats && nameOf(stats)
}

function statsOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
