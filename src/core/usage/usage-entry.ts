import type { PricedUsage } from './cost.ts'

/**
 * What a usage report is made of: the sum of responses that one price holds for, of one quarter of an hour. The ledger's
 * buckets have this shape; a grouping by source needs the fields below `responses`.
 */
export interface UsageEntry extends PricedUsage {
  /** Undefined where no record tells. */
  readonly agent?: string | undefined
  readonly model: string | undefined
  /** Start of the quarter of an hour (UTC), ms; undefined where no record tells the time. */
  readonly quarterMs: number | undefined
  readonly responses: number
  /** What the agent itself says that so many of these responses cost; absent where it says nothing. */
  readonly reportedUsd?: number | undefined
  readonly reportedResponses?: number | undefined
  readonly sessionId?: string | undefined
  readonly projectSlug?: string | undefined
  readonly cwd?: string | undefined
  readonly branch?: string | undefined
  readonly subagentId?: string | undefined
  readonly subagentType?: string | undefined
}

/** A day of Claude Code's own stats-cache: one number, of which nobody knows how much was read from the cache. */
export interface StatsCacheEntry {
  /** `YYYY-MM-DD`, of the zone in which it was written. */
  readonly date: string
  readonly agent: string
  readonly model: string
  readonly tokens: number
}
