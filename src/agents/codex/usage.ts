/**
 * What Codex's rollouts tell of usage. Two kinds of record tell the same request: `token_usage_record` (from 0.153 on every request,
 * compaction included) and `token_count`, which older versions wrote alone. Never both: see session-log.ts. Pure.
 */
import type { Tokens } from '../../core/usage/tokens.ts'
import { countOf, isRecord } from '../json-fields.ts'

export interface CodexUsage {
  readonly tokens: Tokens
  /** Everything the model was sent. */
  readonly contextTokens: number
}

/** Five counts in this order, as Codex gives them: its input holds what was cached and written, its output the reasoning. */
export type UsageVector = readonly [input: number, cached: number, written: number, output: number, reasoning: number]

/** Source: {"input_tokens":2000,"cached_input_tokens":900,"cache_write_input_tokens":10,"output_tokens":60,"reasoning_output_tokens":30} */
export function vectorOf(usage: unknown): UsageVector | undefined {
  if (!isRecord(usage) || countOf(usage['input_tokens']) === undefined) return undefined
  return [
    countOf(usage['input_tokens']) ?? 0,
    countOf(usage['cached_input_tokens']) ?? 0,
    countOf(usage['cache_write_input_tokens']) ?? 0,
    countOf(usage['output_tokens']) ?? 0,
    countOf(usage['reasoning_output_tokens']) ?? 0,
  ]
}

/** Source, up to 0.50: {"prompt":1420,"completion":910} */
export function oldUsage(info: unknown): UsageVector | undefined {
  if (!isRecord(info)) return undefined
  const [prompt, completion] = [countOf(info['prompt']), countOf(info['completion'])]
  return prompt === undefined || completion === undefined ? undefined : [prompt, 0, 0, completion, 0]
}

export function usageOf([input, cached, written, output]: UsageVector): CodexUsage {
  const tokens = {
    input: Math.max(0, input - cached - written),
    output,
    cacheRead: cached,
    cacheWrite5m: written,
    cacheWrite1h: 0,
  }
  return { tokens, contextTokens: input }
}

const isNothing = (vector: UsageVector): boolean => vector.every((count) => count === 0)

export interface CountedRequest {
  readonly usage: UsageVector
  /** The running total after it: with the turn it names the request, in every copy of it. */
  readonly total: UsageVector
}

/**
 * The request that a `token_count` tells of. None where it is repeated unchanged (the whole vector: two totals may agree in their
 * sum), where it has no `info`, and after a compaction, when `last` is zero but for an estimate. A total that falls begins anew.
 */
export function countedRequest(info: unknown, before: UsageVector | undefined): CountedRequest | undefined {
  if (!isRecord(info)) return undefined
  const total = vectorOf(info['total_token_usage'])
  if (total === undefined || isNothing(total) || isSame(total, before)) return undefined
  const usage = vectorOf(info['last_token_usage']) ?? difference(total, before)
  return isNothing(usage) ? undefined : { usage, total }
}

const isSame = (a: UsageVector, b: UsageVector | undefined): boolean =>
  b?.every((count, at) => count === a[at]) === true

function difference(total: UsageVector, before: UsageVector | undefined): UsageVector {
  if (before === undefined || total.some((count, at) => count < (before[at] ?? 0))) return total
  const less = (at: 0 | 1 | 2 | 3 | 4): number => total[at] - before[at]
  return [less(0), less(1), less(2), less(3), less(4)]
}

/** The newest total, whether or not it told of a request. */
export const totalOf = (info: unknown): UsageVector | undefined =>
  isRecord(info) ? vectorOf(info['total_token_usage']) : undefined
