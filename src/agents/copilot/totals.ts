/**
 * What Copilot CLI tells of requests only when a session is closed: totals by model over all legs of the session, begun anew by early
 * versions with each leg and by a compaction. What no record told one by one is what grew since the last such total, less the records
 * between. Pure.
 */
import { countOf, isRecord, type JsonRecord } from '../json-fields.ts'

/** Input (with both cache counts), output, cache read, cache write. */
export type Sums = [input: number, output: number, cacheRead: number, cacheWrite: number]

export interface TotalsCarry {
  /** By model, as the last shutdown told it. */
  totals: Record<string, Sums>
  /** By model, what records told one by one since then. */
  told: Record<string, Sums>
  /** Shutdowns so far. */
  legs: number
}

export const noTotals = (): TotalsCarry => ({ totals: {}, told: {}, legs: 0 })

/** Names all sums of a session together: rows of the database, which tell requests one by one, stand for them. */
export const sumsId = (sessionId: string): string => `copilot ${sessionId} sums`

export interface SumCounts {
  readonly model: string | undefined
  readonly input: number | undefined
  readonly output: number | undefined
  readonly cacheRead: number | undefined
  readonly cacheWrite: number | undefined
}

const vectorOf = ({ input = 0, output = 0, cacheRead = 0, cacheWrite = 0 }: SumCounts): Sums => [
  input,
  output,
  cacheRead,
  cacheWrite,
]

const nothing: Sums = [0, 0, 0, 0]

export function noteRequest(carry: TotalsCarry, counts: SumCounts): void {
  const model = counts.model ?? ''
  carry.told = { ...carry.told, [model]: added(carry.told[model] ?? nothing, vectorOf(counts)) }
}

/** Source: {"gpt-4.1":{"requests":{"count":2,"cost":1},"usage":{"inputTokens":1000,"outputTokens":50,"cacheReadTokens":800,"cacheWriteTokens":0}}} */
export function untoldSums(
  carry: TotalsCarry,
  metrics: JsonRecord,
): readonly { readonly stretch: string; readonly counts: SumCounts }[] {
  const leg = ++carry.legs
  const { totals, told } = carry
  const now = Object.entries(metrics).flatMap(([model, of]): [string, Sums][] => {
    const usage = isRecord(of) && isRecord(of['usage']) ? of['usage'] : undefined
    return usage === undefined ? [] : [[model, vectorOf({ model, ...countsIn(usage) })]]
  })
  carry.totals = { ...totals, ...Object.fromEntries(now) }
  carry.told = {}
  return now.flatMap(([model, total]) => {
    const grown = growth(total, totals[model] ?? nothing)
    const [input, output, cacheRead, cacheWrite] = less(grown, told[model] ?? nothing)
    if (input + output === 0) return []
    return [{ stretch: `${leg} ${model}`, counts: { model, input, output, cacheRead, cacheWrite } }]
  })
}

/** Source: {"inputTokens":5000,"outputTokens":80,"cacheReadTokens":4000,"cacheWriteTokens":200,"reasoningTokens":30} */
export const countsIn = (usage: JsonRecord) => ({
  input: countOf(usage['inputTokens']),
  output: countOf(usage['outputTokens']),
  cacheRead: countOf(usage['cacheReadTokens']),
  cacheWrite: countOf(usage['cacheWriteTokens']),
})

/** A total that fell was begun anew. */
const growth = (total: Sums, before: Sums): Sums =>
  total.some((count, at) => count < (before[at] ?? 0)) ? total : less(total, before)

const added = (a: Sums, b: Sums): Sums => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]]

const less = (a: Sums, b: Sums): Sums => [
  Math.max(0, a[0] - b[0]),
  Math.max(0, a[1] - b[1]),
  Math.max(0, a[2] - b[2]),
  Math.max(0, a[3] - b[3]),
]
