/** What is archived under one path: a file of an agent's, or rows of its database written out as one. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { statOf } from '../storage/look.ts'

export interface ArchivedText {
  readonly path: string
  /** Undefined: it shows when it is read. */
  readonly bytes: number | undefined
  /** When it was written last, as whoever reads it from the archive is told. */
  readonly changedMs: number
  readonly quietSinceMs: number
  /** Throws an `UnreadableFile`. */
  open(): Reading
}

export interface Reading {
  readonly changedMs: number
  /** As much as there is room for: less at its end. */
  fill(into: Buffer): number
  /** So many bytes are all of it, and nobody wrote to it since it was opened. */
  isWhole(bytes: number): boolean
  close(): void
}

export class UnreadableFile extends Error {
  readonly code = 'UNREADABLE'
}

/** Undefined where no file is. */
export function textAt(path: string): ArchivedText | undefined {
  const stats = statOf(path)
  if (stats === undefined || !stats.isFile()) return undefined
  const { size: bytes, mtimeMs } = stats
  return { path, bytes, changedMs: mtimeMs, quietSinceMs: mtimeMs, open: () => readingOf(path) }
}

function readingOf(path: string): Reading {
  const file = openForArchiving(path)
  const begun = fstatSync(file)
  let done = 0
  return {
    changedMs: begun.mtimeMs,
    fill(into) {
      const wanted = Math.min(into.length, begun.size - done)
      let at = 0
      for (let count = -1; count !== 0 && at < wanted; at += count)
        count = readSync(file, into, at, wanted - at, done + at)
      done += at
      return at
    },
    isWhole(bytes) {
      const now = statOf(path)
      const isSame = now?.ino === begun.ino && now.size === begun.size && now.mtimeMs === begun.mtimeMs
      return isSame && bytes === begun.size
    },
    close: () => closeSync(file),
  }
}

function openForArchiving(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (cause) {
    throw new UnreadableFile(path, { cause })
  }
}

/** Of a session in a database with others. */
export interface SourceRows {
  /** Under which they are archived. */
  readonly path: string
  /** When one of them was written last. */
  readonly changedMs: number
  /** In stretches of any length. */
  stretches(): Iterable<Buffer>
  /** All of them were told, and none was written since they were asked for. */
  isStill(): boolean
}

/** `changedMs`: of the session, as it is found by. */
export const textOfRows = (rows: SourceRows, changedMs: number): ArchivedText => ({
  path: rows.path,
  bytes: undefined,
  changedMs,
  quietSinceMs: rows.changedMs,
  open: () => readingOfRows(rows, changedMs),
})

function readingOfRows(rows: SourceRows, changedMs: number): Reading {
  const stretches = rows.stretches()[Symbol.iterator]()
  let rest: Buffer = Buffer.alloc(0)
  return {
    changedMs,
    fill(into) {
      let at = 0
      while (at < into.length) {
        if (rest.length === 0) {
          const next = stretches.next()
          if (next.done === true) break
          rest = next.value
        }
        const count = rest.copy(into, at)
        rest = rest.subarray(count)
        at += count
      }
      return at
    },
    isWhole: () => rows.isStill(),
    close: () => {},
  }
}
