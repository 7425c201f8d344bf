/** An agent's own running total of a session. */

/**
 * Cumulative over resumes, subagents, compaction and helper calls that are in no transcript; a fork goes on from its original's.
 * Written on a clean exit only: the last one counts.
 * Source: {"type":"cost-state","sessionId":"…","totalCostUSD":0.134158,"totalLinesAdded":2,"modelUsage":{…},"hasUnknownModelCost":false}
 */
export interface CostState {
  readonly costUsd: number
  readonly linesAdded: number | undefined
  readonly linesRemoved: number | undefined
  readonly durationMs: number | undefined
  readonly apiDurationMs: number | undefined
  readonly startedAtMs: number | undefined
  /** Some of it was priced by guess. */
  readonly hasUnknownModelCost: boolean
  readonly models: readonly CostStateModel[]
}

export interface CostStateModel {
  readonly model: string
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly webSearches: number
  readonly costUsd: number | undefined
}
