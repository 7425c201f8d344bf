/** A bucket of attempts per key that refills steadily. Pure but for its memory; the clock is a parameter. */
export interface RateLimit {
  /** So many at once… */
  readonly burst: number
  /** …and one more after each of these. */
  readonly refillMs: number
}

export interface RateLimiter {
  /** Takes one attempt. Undefined when there was one left, else how long until the next. */
  take(key: string, nowMs: number): number | undefined
}

/** Forgotten keys begin with a full bucket, so the memory is bounded by forgetting the oldest. */
const keyLimit = 1000

export function createRateLimiter({ burst, refillMs }: RateLimit): RateLimiter {
  const buckets = new Map<string, { left: number; atMs: number }>()
  return {
    take(key, nowMs) {
      const bucket = buckets.get(key) ?? { left: burst, atMs: nowMs }
      const elapsedMs = Math.max(0, nowMs - bucket.atMs)
      const left = Math.min(burst, bucket.left + elapsedMs / refillMs)
      const isAllowed = left >= 1
      buckets.delete(key)
      buckets.set(key, { left: isAllowed ? left - 1 : left, atMs: nowMs })
      if (buckets.size > keyLimit) forgetOldest(buckets)
      return isAllowed ? undefined : Math.ceil((1 - left) * refillMs)
    },
  }
}

function forgetOldest(buckets: Map<string, unknown>): void {
  for (const key of buckets.keys()) {
    buckets.delete(key)
    return
  }
}
