/** `cost-state` records of a transcript: Claude Code's own running total of a session. Pure. */
import type { CostState, CostStateModel } from '../../core/session/cost-state.ts'
import { countOf, isRecord, numberOf } from '../json-fields.ts'

/** Undefined when it is not a cost-state record or names no cost. */
export function decodeCostState(record: unknown): CostState | undefined {
  if (!isRecord(record) || record['type'] !== 'cost-state') return undefined
  const costUsd = numberOf(record['totalCostUSD'])
  if (costUsd === undefined || costUsd < 0) return undefined
  return {
    costUsd,
    linesAdded: countOf(record['totalLinesAdded']),
    linesRemoved: countOf(record['totalLinesRemoved']),
    durationMs: countOf(record['totalDuration']),
    apiDurationMs: countOf(record['totalAPIDuration']),
    startedAtMs: countOf(record['startTime']),
    hasUnknownModelCost: record['hasUnknownModelCost'] === true,
    models: decodeModels(record['modelUsage']),
  }
}

function decodeModels(value: unknown): CostStateModel[] {
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([model, usage]) =>
    isRecord(usage)
      ? [
          {
            model,
            input: countOf(usage['inputTokens']) ?? 0,
            output: countOf(usage['outputTokens']) ?? 0,
            cacheRead: countOf(usage['cacheReadInputTokens']) ?? 0,
            cacheWrite: countOf(usage['cacheCreationInputTokens']) ?? 0,
            webSearches: countOf(usage['webSearchRequests']) ?? 0,
            costUsd: numberOf(usage['costUSD']),
          },
        ]
      : [],
  )
}
