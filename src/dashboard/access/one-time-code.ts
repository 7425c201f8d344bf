/**
 * Codes that sign a browser in once: they travel in the fragment of a link (`/#code=…`), which browsers keep to themselves, so
 * no log and no Referer ever sees them. Kept as hashes, valid for a minute, gone after the first use.
 */
import { createHash, randomBytes } from 'node:crypto'
import { minutes } from '../../core/time/duration.ts'

export interface OneTimeCodes {
  /** A new code, 128 bits. */
  issue(nowMs: number): { readonly code: string; readonly expiresAtMs: number }
  /** True once per code, and only while it is valid. */
  redeem(code: string, nowMs: number): boolean
}

const validForMs = minutes(1)
const outstandingLimit = 32

export function createOneTimeCodes(): OneTimeCodes {
  const expiryByHash = new Map<string, number>()
  return {
    issue(nowMs) {
      const code = randomBytes(16).toString('hex')
      const expiresAtMs = nowMs + validForMs
      expiryByHash.set(hash(code), expiresAtMs)
      forget(expiryByHash, nowMs)
      return { code, expiresAtMs }
    },
    redeem(code, nowMs) {
      const key = hash(code)
      const expiresAtMs = expiryByHash.get(key)
      expiryByHash.delete(key)
      return expiresAtMs !== undefined && nowMs < expiresAtMs
    },
  }
}

const hash = (code: string): string => createHash('sha256').update(code).digest('hex')

/** What is over, and beyond the limit the oldest. */
function forget(expiryByHash: Map<string, number>, nowMs: number): void {
  for (const [key, expiresAtMs] of expiryByHash) {
    if (expiresAtMs <= nowMs || expiryByHash.size > outstandingLimit) expiryByHash.delete(key)
  }
}
