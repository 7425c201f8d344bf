/**
 * How a client makes sure that the listener on our port is ours before it sends the token there: it sends a random challenge,
 * and only who holds the token can answer it.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { hmacSha256 } from './hmac-sha256.ts'

export const identityProof = (token: string, challenge: string): string =>
  hmacSha256(token, `tce identity ${challenge}`)

const challengeBytes = 16

/** Nobody can have asked the same before. */
export function randomChallenge(): string {
  const bytes = Buffer.alloc(challengeBytes)
  if (!fillFromSystem(bytes)) process.getBuiltinModule('node:crypto').randomFillSync(bytes)
  return bytes.toString('hex')
}

/** Where the system has its source as a file, `node:crypto` need not be loaded for it. */
function fillFromSystem(bytes: Buffer): boolean {
  try {
    const source = openSync('/dev/urandom', 'r')
    try {
      return readSync(source, bytes) === bytes.length
    } finally {
      closeSync(source)
    }
  } catch {
    return false
  }
}

/** Compares every character: how long it takes tells nothing of where the first difference is. */
export function isProof(given: string, expected: string): boolean {
  if (given.length !== expected.length) return false
  let difference = 0
  for (let at = 0; at < given.length; at += 1) difference |= given.charCodeAt(at) ^ expected.charCodeAt(at)
  return difference === 0
}
