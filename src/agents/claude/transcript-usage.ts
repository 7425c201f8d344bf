/** The usage of one transcript line: what one API response cost, as one of its lines tells it. Pure. */

import type { UsageLine } from '../../core/usage/response-line.ts'
import { isRecord, type JsonRecord, stringOf, timeOf } from '../json-fields.ts'
import { requestOf } from './transcript-request.ts'

export type UsageDecoding =
  /** The response, and what it asked of other models. */
  | { readonly kind: 'usage'; readonly line: UsageLine; readonly advice: readonly UsageLine[] }
  | { readonly kind: 'none' }
  /** Counts that can't be true; the line is kept out of all totals. */
  | { readonly kind: 'absurd'; readonly reason: string }

const none: UsageDecoding = { kind: 'none' }

/** No request of any model comes near; a larger count is a broken line. */
const mostTokensPerResponse = 1_000_000_000

/** Mirrors of a subagent's responses (`progress`), tool results that hold a usage and local errors (`<synthetic>`) are none. */
export function decodeUsageLine(record: unknown): UsageDecoding {
  if (!isRecord(record)) return none
  const { type, message } = record
  if (type !== 'assistant' && type !== undefined) return none
  if (!isRecord(message) || !isRecord(message['usage'])) return none
  const model = stringOf(message['model'])
  if (model === '<synthetic>') return none
  const usage = message['usage']
  const counts = decodeCounts(usage)
  const given = adviceIn(usage)
  if (given.length === 0 && isPlausible(counts)) {
    return { kind: 'usage', line: toUsageLine(record, message, usage, model, counts), advice: noAdvice }
  }
  const advice = given.map((asked) => ({ model: stringOf(asked['model']), counts: decodeCounts(asked) }))
  const wrong = wrongCount(counts) ?? advice.map((asked) => wrongCount(asked.counts)).find(isGiven)
  if (wrong !== undefined) return { kind: 'absurd', reason: wrong }
  const line = toUsageLine(record, message, usage, model, counts)
  return { kind: 'usage', line, advice: advice.map((asked) => toAdvice(line, asked)) }
}

const isGiven = (text: string | undefined): text is string => text !== undefined

/**
 * What the model asked of an advisor while it answered: billed besides, at the advisor's price, and in no other count of the line.
 * Source: "iterations":[{"type":"message",…},{"type":"advisor_message","model":"claude-opus-4-8","input_tokens":30000,…}]; the
 * sum of the `message` ones is the line's own usage, `compaction` costs nothing (Claude Code 2.1.329, its total_cost_usd).
 */
export function adviceIn(usage: JsonRecord): readonly JsonRecord[] {
  const { iterations } = usage
  return Array.isArray(iterations) && iterations.some(isAdvice) ? iterations.filter(isAdvice) : noAdvice
}

const noAdvice: readonly [] = []
const isAdvice = (iteration: unknown): iteration is JsonRecord =>
  isRecord(iteration) && iteration['type'] === 'advisor_message'

/** Neither speed nor searches of the response are the advisor's; the place of inference is. */
const toAdvice = (line: UsageLine, { model, counts }: { model: string | undefined; counts: Counts }): UsageLine => ({
  ...line,
  ...billed(counts),
  model,
  webSearches: 0,
  isFast: false,
})

/** By the names that the line gives them. */
interface Counts {
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_read_input_tokens: number
  readonly cache_creation_input_tokens: number
  readonly ephemeral_1h_input_tokens: number
  readonly ephemeral_5m_input_tokens: number
  readonly web_search_requests: number
}

function decodeCounts(usage: JsonRecord): Counts {
  const lifetimes = usage['cache_creation']
  const server = usage['server_tool_use']
  return {
    input_tokens: count(usage['input_tokens']),
    output_tokens: count(usage['output_tokens']),
    cache_read_input_tokens: count(usage['cache_read_input_tokens']),
    cache_creation_input_tokens: count(usage['cache_creation_input_tokens']),
    ephemeral_1h_input_tokens: isRecord(lifetimes) ? count(lifetimes['ephemeral_1h_input_tokens']) : 0,
    ephemeral_5m_input_tokens: isRecord(lifetimes) ? count(lifetimes['ephemeral_5m_input_tokens']) : 0,
    web_search_requests: isRecord(server) ? count(server['web_search_requests']) : 0,
  }
}

function billed(counts: Counts) {
  const { cache_creation_input_tokens: written, ephemeral_1h_input_tokens: written1h } = counts
  return {
    input: counts.input_tokens,
    output: counts.output_tokens,
    cacheRead: counts.cache_read_input_tokens,
    cacheWrite: Math.max(written, counts.ephemeral_5m_input_tokens + written1h),
    cacheWrite1h: written1h,
  }
}

const count = (value: unknown): number => (typeof value === 'number' ? value : 0)

const isPlausible = (counts: Counts): boolean =>
  isPlausibleCount(counts.input_tokens) &&
  isPlausibleCount(counts.output_tokens) &&
  isPlausibleCount(counts.cache_read_input_tokens) &&
  isPlausibleCount(counts.cache_creation_input_tokens) &&
  isPlausibleCount(counts.ephemeral_1h_input_tokens) &&
  isPlausibleCount(counts.ephemeral_5m_input_tokens) &&
  isPlausibleCount(counts.web_search_requests)

function wrongCount(counts: Counts): string | undefined {
  if (isPlausible(counts)) return undefined
  const [name, value] = Object.entries(counts).find(([, tokens]) => !isPlausibleCount(tokens)) ?? []
  return `${name} is ${value}`
}

const isPlausibleCount = (tokens: number): boolean => tokens >= 0 && tokens <= mostTokensPerResponse

function toUsageLine(
  record: JsonRecord,
  message: JsonRecord,
  usage: JsonRecord,
  model: string | undefined,
  counts: Counts,
): UsageLine {
  const atMs = timeOf(record['timestamp'])
  const spent = billed(counts)
  const { input, output, cacheRead, cacheWrite, cacheWrite1h } = spent
  const id =
    stringOf(message['id']) ??
    stringOf(record['requestRef']) ??
    standInId(record, [atMs, model, input, output, cacheRead, counts.cache_creation_input_tokens])
  const { messageId, requestId, isSidechain, isNoReplay } = requestOf(record, id)
  // Field by field: this is made for every line, and spreading takes several times as long.
  return {
    messageId,
    requestId,
    isSidechain,
    isNoReplay,
    isForkedCopy: isForkedCopy(record),
    sessionId: stringOf(record['sessionId']),
    agentId: stringOf(record['agentId']),
    cwd: stringOf(record['cwd']),
    branch: stringOf(record['gitBranch']),
    atMs,
    model,
    input,
    output,
    cacheRead,
    cacheWrite,
    cacheWrite1h,
    webSearches: counts.web_search_requests,
    isFast: usage['speed'] === 'fast',
    isUsInference: usage['inference_geo'] === 'us',
  }
}

/** A fork names in each copied line the session that made the request (2.1.329), or where it was forked from. */
export function isForkedCopy(record: JsonRecord): boolean {
  const requestSessionId = stringOf(record['requestSessionId'])
  return isRecord(record['forkedFrom']) || (requestSessionId !== undefined && requestSessionId !== record['sessionId'])
}

/** Copies keep the uuid; very old lines have not even that, but no two responses agree in moment and all counts. */
const standInId = (record: JsonRecord, rest: readonly unknown[]): string =>
  stringOf(record['uuid']) ?? `no-id ${rest.join(' ')}`
