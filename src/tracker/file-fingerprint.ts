/** By what a file is known again that only grows: hashes of its beginning, and of the end of what was read. */
import { closeSync, openSync } from 'node:fs'
import { hashed } from '../storage/hashed.ts'
import { type OpenFile, readAt } from '../storage/open-file.ts'
import type { FileState } from './record-piece.ts'

const fingerprintBytes = 512

/**
 * The same file, grown: same beginning, same end of what was read, not shorter. A conversation that is taken back to an earlier
 * point keeps its beginning. An inode may change in a copy or a restored backup; the content decides.
 */
export function continues(state: FileState, sizeBytes: number, beginning: Buffer, file: OpenFile): boolean {
  if (sizeBytes < state.offset + state.carryBytes) return false
  const [length, , end] = state.fingerprint.split(' ')
  // Stored by a version that did not look at the end: nothing to compare.
  const known = end === undefined ? undefined : endOf(file, state.offset)
  return state.fingerprint === fingerprintOf(beginning, Number(length), known)
}

/** Does a file begin as the one did that has this fingerprint? */
export function hasBeginning(path: string, fingerprint: string): boolean {
  const [length, hash] = fingerprint.split(' ')
  const fd = openSync(path, 'r')
  try {
    return hashOf(beginningOf(fd).subarray(0, Number(length))) === hash
  } finally {
    closeSync(fd)
  }
}

export function beginningOf(file: OpenFile): Buffer {
  const bytes = Buffer.allocUnsafe(fingerprintBytes)
  return bytes.subarray(0, readAt(file, bytes, 0, fingerprintBytes, 0))
}

/** The last bytes before a place; undefined where they are all among the first ones. */
export function endOf(file: OpenFile, offset: number): Buffer | undefined {
  if (offset <= fingerprintBytes) return undefined
  const bytes = Buffer.allocUnsafe(fingerprintBytes)
  return bytes.subarray(0, readAt(file, bytes, 0, fingerprintBytes, offset - fingerprintBytes))
}

/** Count and hash of the first bytes, and hash of the last. */
export const fingerprintOf = (beginning: Buffer, length: number, end: Buffer | undefined): string =>
  `${length} ${hashOf(beginning.subarray(0, length))}${end === undefined ? '' : ` ${hashOf(end)}`}`

const hashOf = (bytes: Buffer): string => hashed('sha1', bytes, 'base64url')
