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

/** A bucket holds time, of which each attempt costs `refillMs`: whole milliseconds, so nothing is lost to rounding. */
export function createRateLimiter({ burst, refillMs }: RateLimit): RateLimiter {
  const fullMs = burst * refillMs
  const buckets = new Map<string, { readonly leftMs: number; readonly atMs: number }>()
  return {
    take(key, nowMs) {
      const bucket = buckets.get(key) ?? { leftMs: fullMs, atMs: nowMs }
      const leftMs = Math.min(fullMs, bucket.leftMs + Math.max(0, nowMs - bucket.atMs))
      const isAllowed = leftMs >= refillMs
      buckets.delete(key)
      buckets.set(key, { leftMs: isAllowed ? leftMs - refillMs : leftMs, atMs: nowMs })
      if (buckets.size > keyLimit) forgetOldest(buckets)
      return isAllowed ? undefined : refillMs - leftMs
    },
  }
}

function forgetOldest(buckets: Map<string, unknown>): void {
  for (const key of buckets.keys()) {
    buckets.delete(key)
    return
  }
}
