/** Reads a small file that somebody else writes, without being led astray by what it may be instead of a file. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { err, ok, type Result } from '../core/result.ts'

export interface ReadError {
  readonly kind: 'gone' | 'not-a-file' | 'too-big' | 'unreadable'
  readonly message: string
}

/** No symbolic link is followed and no pipe waited for; Windows has neither flag. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** What may be written to it between the look at its size and the reading. */
const grownBytes = 1024

export function readSmallFile(path: string, maxBytes: number): Result<string, ReadError> {
  try {
    const file = openSync(path, flags)
    try {
      const { size } = fstatSync(file)
      if (!fstatSync(file).isFile()) return err({ kind: 'not-a-file', message: `${path} is not a plain file` })
      if (size > maxBytes) return err({ kind: 'too-big', message: `${path} is larger than ${maxBytes} bytes` })
      // Not all that it may be: thousands of these are read in a minute, and each would be so much more to clear away.
      const room = Math.min(maxBytes, size + grownBytes)
      const buffer = Buffer.allocUnsafe(room)
      return ok(buffer.toString('utf8', 0, readSync(file, buffer, 0, room, 0)))
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    return err(toReadError(path, cause))
  }
}

function toReadError(path: string, cause: unknown): ReadError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'ENOENT') return { kind: 'gone', message: `${path} is gone` }
  // What O_NOFOLLOW answers for a symbolic link; ENXIO is a pipe or socket nobody serves.
  if (code === 'ELOOP' || code === 'EMLINK' || code === 'ENXIO' || code === 'EISDIR') {
    return { kind: 'not-a-file', message: `${path} is not a plain file` }
  }
  if (code !== '') return { kind: 'unreadable', message: `${path} can't be read (${code})` }
  throw cause
}
