/** A database of ours for reading alone, beside a writer, for as long as somebody asks: another file in its place is opened anew. */
import { FileIdentity } from './file-identity.ts'
import { type Database, isBroken, isBusy, isStorageProblem, openForReading } from './sqlite.ts'

/** It can't be read as it is: whoever writes it is to look after it. */
export class Unreadable extends Error {
  /** What is in it is damaged, so that only a new one helps; else it is not there, or the disk can't be read. */
  readonly isDamaged: boolean

  constructor(message: string, isDamaged: boolean) {
    super(message)
    this.isDamaged = isDamaged
  }
}

export class ReadingSide {
  readonly #path: string
  #open: { readonly database: Database; readonly file: FileIdentity } | undefined

  constructor(path: string) {
    this.#path = path
  }

  get database(): Database {
    if (this.#open?.file.lost() !== undefined) this.close()
    if (this.#open === undefined) {
      const opened = openForReading(this.#path)
      if (!opened.ok) throw new Unreadable(opened.error.message, opened.error.kind === 'broken')
      // What SQLite has in memory by itself (16 MB) makes no answer sooner: the pages are in the system's.
      opened.value.pragma('cache_size = -2000')
      this.#open = { database: opened.value, file: new FileIdentity(this.#path) }
      if (isEmpty(opened.value)) throw new Unreadable(`${this.#path} is empty.`, false)
    }
    return this.#open.database
  }

  /** What it answers; `Unreadable` where the file is to blame. */
  ask<T>(question: () => T): T {
    try {
      return question()
    } catch (cause) {
      if (cause instanceof Unreadable) this.close()
      if (!isOfFile(cause)) throw cause
      this.close()
      throw new Unreadable(cause instanceof Error ? cause.message : String(cause), isBroken(cause))
    }
  }

  close(): void {
    this.#open?.database.close()
    this.#open = undefined
  }
}

const isOfFile = (cause: unknown): boolean => isBroken(cause) || isStorageProblem(cause) || isBusy(cause)

/** Cut off at its beginning it looks like a new one, whose tables nobody made yet. */
const isEmpty = (database: Database): boolean => Number(database.pragma('user_version', { simple: true })) === 0
