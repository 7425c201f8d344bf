/** Metrics of running sessions: what each took and did, and how close it is to rates per minute. `GET /api/metrics`. Pure. */
import type { SessionDetail } from '../session/session.ts'
import { costOf } from '../usage/cost.ts'
import type { PriceBook } from '../usage/price.ts'
import { addTokens, noTokens, type Tokens } from '../usage/tokens.ts'
import type { UsageEntry } from '../usage/usage-entry.ts'
import { priceOfEntry } from '../usage/usage-tally.ts'
import type { ContextPoint } from './context-history.ts'
import { type CountedMessage, noMessageNo } from './message.ts'

/** Per minute of the last hour, oldest first; the last is the 60 seconds up to now. */
export interface MinuteRate {
  readonly now: number
  /** Of any of these minutes. */
  readonly highest: number
  readonly minutes: readonly number[]
  /** That its user typed in: `[metrics]`. */
  readonly limit?: number | undefined
}

export interface MinuteRates {
  readonly requests: MinuteRate
  /** Without what was read from the cache. */
  readonly input: MinuteRate
  readonly output: MinuteRate
}

export interface RateLimits {
  readonly requests?: number | undefined
  readonly input?: number | undefined
  readonly output?: number | undefined
}

/** `estimate`: out of the gaps between records. `official`: the agent told it by OpenTelemetry. */
export interface SpentTime {
  readonly modelMs: number
  readonly modelOrigin: 'estimate' | 'official'
  readonly toolMs: number
  /** Asked, and from the end of a message to the next prompt. */
  readonly waitingMs: number
}

export interface ContextMoment {
  readonly at: string
  readonly tokens?: number | undefined
  /** Of a compaction: how full it was. */
  readonly before?: number | undefined
  readonly isCompaction?: boolean | undefined
}

/** What messages tell of a session that the ledger does not. */
export interface SessionCounts {
  readonly sessionId: string
  readonly messages: number
  readonly errors: number
  readonly retries: number
  readonly interrupted: number
  readonly subagents: number
  readonly time: SpentTime
  readonly context: readonly ContextMoment[]
  readonly rates: MinuteRates
  readonly created: readonly string[]
  /** Dollars by class, of what has a price; web searches are no class. */
  readonly classUsd: Tokens
}

export interface InstanceMetrics extends SessionCounts {
  readonly agent: string
  readonly project?: string | undefined
  readonly name?: string | undefined
  readonly title?: string | undefined
  readonly model?: string | undefined
  readonly modelLabel?: string | undefined
  readonly costUsd?: number | undefined
  readonly unpricedModels: readonly string[]
  readonly responses: number
  readonly prompts?: number | undefined
  readonly compactions: number
  readonly tokens: Tokens
  readonly totalTokens: number
  readonly cacheShare?: number | undefined
  readonly contextTokens?: number | undefined
  readonly contextWindowTokens?: number | undefined
  readonly tools: SessionDetail['tools']
  readonly files: SessionDetail['files']
}

export interface MetricsReport {
  readonly at: string
  /** Of all together. */
  readonly costUsd?: number | undefined
  readonly unpricedModels: readonly string[]
  readonly tokens: Tokens
  readonly totalTokens: number
  readonly classUsd: Tokens
  readonly rates: MinuteRates
  readonly tools: SessionDetail['tools']
  readonly instances: readonly InstanceMetrics[]
}

const minuteMs = 60_000
const minutesShown = 60

export function minuteRates(
  responses: readonly { readonly atMs: number; readonly newInput: number; readonly output: number }[],
  nowMs: number,
  limits: RateLimits = {},
): MinuteRates {
  const empty = () => new Array<number>(minutesShown).fill(0)
  const [requests, input, output] = [empty(), empty(), empty()]
  for (const response of responses) {
    const ago = Math.floor((nowMs - response.atMs) / minuteMs)
    // One that a wrong clock put into the future is of now.
    const minute = minutesShown - 1 - Math.max(0, ago)
    if (minute < 0) continue
    requests[minute] = (requests[minute] ?? 0) + 1
    input[minute] = (input[minute] ?? 0) + response.newInput
    output[minute] = (output[minute] ?? 0) + response.output
  }
  const rate = (minutes: readonly number[], limit: number | undefined): MinuteRate => ({
    now: minutes.at(-1) ?? 0,
    highest: Math.max(...minutes),
    minutes,
    limit,
  })
  return {
    requests: rate(requests, limits.requests),
    input: rate(input, limits.input),
    output: rate(output, limits.output),
  }
}

export function addRates(all: readonly MinuteRates[], limits: RateLimits): MinuteRates {
  const sum = (of: keyof MinuteRates): MinuteRate => {
    const minutes = Array.from({ length: minutesShown }, (_, at) =>
      all.reduce((total, rates) => total + (rates[of].minutes[at] ?? 0), 0),
    )
    return { now: minutes.at(-1) ?? 0, highest: Math.max(...minutes), minutes, limit: limits[of] }
  }
  return { requests: sum('requests'), input: sum('input'), output: sum('output') }
}

export interface CountParts {
  readonly sessionId: string
  readonly messages: readonly CountedMessage[]
  readonly context: readonly ContextPoint[]
  readonly rates: MinuteRates
  /** What the ledger has of it. */
  readonly entries: readonly UsageEntry[]
  readonly prices: Pick<PriceBook, 'priceOf'>
}

export function sessionCounts({ sessionId, messages, context, rates, entries, prices }: CountParts): SessionCounts {
  const sum = (of: (message: CountedMessage) => number) => messages.reduce((total, message) => total + of(message), 0)
  const created = new Set(
    messages.flatMap(({ files }) => [...files].flatMap(([path, { creates }]) => (creates > 0 ? [path] : []))),
  )
  return {
    sessionId,
    messages: messages.filter(({ no, spent }) => no !== noMessageNo && spent.length > 0).length,
    errors: sum(({ errors }) => errors),
    retries: sum(({ retries }) => retries),
    interrupted: sum(({ isInterrupted }) => Number(isInterrupted)),
    subagents: sum(({ subagents }) => subagents),
    time: {
      modelMs: sum(({ modelMs }) => modelMs),
      modelOrigin: 'estimate',
      toolMs: sum(({ toolMs }) => toolMs),
      waitingMs: sum(({ askedMs, afterMs = 0 }) => askedMs + afterMs),
    },
    context: context.map(({ atMs, tokens, before, isCompaction }) => ({
      at: new Date(atMs).toISOString(),
      tokens,
      before,
      isCompaction,
    })),
    rates,
    created: [...created],
    classUsd: classCosts(entries, prices),
  }
}

function classCosts(entries: readonly UsageEntry[], prices: Pick<PriceBook, 'priceOf'>): Tokens {
  let total = noTokens
  for (const entry of entries) {
    const price = priceOfEntry(entry, prices)
    if (price === undefined) continue
    const of = (name: keyof Tokens): number =>
      costOf({ ...entry, tokens: { ...noTokens, [name]: entry.tokens[name] }, webSearches: 0 }, price)
    total = addTokens(total, {
      input: of('input'),
      output: of('output'),
      cacheRead: of('cacheRead'),
      cacheWrite5m: of('cacheWrite5m'),
      cacheWrite1h: of('cacheWrite1h'),
    })
  }
  return total
}

export function instanceMetrics(session: SessionDetail, counts: SessionCounts): InstanceMetrics {
  const { agent, project, name, title, model, costUsd, unpricedModels, responses, prompts, compactions } = session
  const { tokens, totalTokens, contextTokens, contextWindowTokens, tools, files } = session
  const prompt = totalTokens - tokens.output
  return {
    ...counts,
    ...{ agent, project, name, title, model, costUsd, unpricedModels, responses, prompts, compactions },
    ...{ tokens, totalTokens, contextTokens, contextWindowTokens, tools, files },
    modelLabel: session.models[0]?.label,
    cacheShare: prompt <= 0 ? undefined : tokens.cacheRead / prompt,
  }
}

export function metricsReport(instances: readonly InstanceMetrics[], limits: RateLimits, nowMs: number): MetricsReport {
  const costs = instances.flatMap(({ costUsd }) => costUsd ?? [])
  const tools = new Map<string, { calls: number; failures: number }>()
  for (const { name, calls, failures } of instances.flatMap((instance) => instance.tools)) {
    const known = tools.get(name)
    tools.set(name, { calls: (known?.calls ?? 0) + calls, failures: (known?.failures ?? 0) + failures })
  }
  return {
    at: new Date(nowMs).toISOString(),
    costUsd: costs.length === 0 ? undefined : costs.reduce((sum, usd) => sum + usd, 0),
    unpricedModels: [...new Set(instances.flatMap(({ unpricedModels }) => unpricedModels))].sort(),
    tokens: instances.reduce((sum, { tokens }) => addTokens(sum, tokens), noTokens),
    totalTokens: instances.reduce((sum, { totalTokens }) => sum + totalTokens, 0),
    classUsd: instances.reduce((sum, { classUsd }) => addTokens(sum, classUsd), noTokens),
    rates: addRates(
      instances.map(({ rates }) => rates),
      limits,
    ),
    tools: [...tools]
      .map(([name, counts]) => ({ name, ...counts }))
      .sort((a, b) => b.calls - a.calls || a.name.localeCompare(b.name)),
    instances: instances.toSorted((a, b) => (b.costUsd ?? -1) - (a.costUsd ?? -1)),
  }
}
