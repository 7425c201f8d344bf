/** Metrics of a session: what it took and did, and how close it is to rates per minute. Pure. */
import type { SessionDetail } from '../session/session.ts'
import { costOf } from '../usage/cost.ts'
import type { PriceBook } from '../usage/price.ts'
import { addTokens, noTokens, type Tokens } from '../usage/tokens.ts'
import type { UsageEntry } from '../usage/usage-entry.ts'
import { priceOfEntry } from '../usage/usage-tally.ts'
import type { ContextPoint } from './context-history.ts'
import { type CountedMessage, noMessageNo } from './message.ts'
import type { MinuteRates } from './minute-rates.ts'
import { type SpentTime, type ToldTimes, withTold } from './told-times.ts'

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
      toolOrigin: 'estimate',
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

/** `told`: by its own telemetry. */
export function instanceMetrics(
  session: SessionDetail,
  counts: SessionCounts,
  told?: ToldTimes | undefined,
): InstanceMetrics {
  const { agent, project, name, title, model, costUsd, unpricedModels, responses, prompts, compactions } = session
  const { tokens, totalTokens, contextTokens, contextWindowTokens, tools, files } = session
  const prompt = totalTokens - tokens.output
  return {
    ...counts,
    time: withTold(counts.time, told, { responses, calls: tools.reduce((sum, { calls }) => sum + calls, 0) }),
    ...{ agent, project, name, title, model, costUsd, unpricedModels, responses, prompts, compactions },
    ...{ tokens, totalTokens, contextTokens, contextWindowTokens, tools, files },
    modelLabel: session.models[0]?.label,
    cacheShare: prompt <= 0 ? undefined : tokens.cacheRead / prompt,
  }
}
