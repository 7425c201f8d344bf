/** Why a figure is what it is: counts × price = dollars, for every price that took part. Pure. */
import type { CostStep } from './cost.ts'
import { explainCost } from './cost.ts'
import type { Price, PriceBook } from './price.ts'
import type { UsageFigures } from './usage.ts'
import type { UsageEntry } from './usage-entry.ts'
import type { PricedEntry } from './usage-tally.ts'
import { createTally, priceEntries, priceOfEntry } from './usage-tally.ts'

/** Usage that one price holds for. */
export interface ExplainedPart {
  readonly model: string
  readonly label: string
  readonly isFast: boolean
  readonly isUsInference: boolean
  /** The long-prompt step whose rates hold here; absent for the usual ones. */
  readonly promptAboveTokens?: number | undefined
  readonly responses: number
  readonly totalTokens: number
  /** Absent: nobody told us what this model costs. */
  readonly price?:
    | { readonly from?: string | undefined; readonly source: string; readonly isOverride: boolean }
    | undefined
  readonly steps: readonly CostStep[]
  /** The sum of the steps. */
  readonly costUsd?: number | undefined
}

export interface UsageExplanation {
  /** What was asked about, as it was understood: "session", "day", "model". */
  readonly kind: 'session' | 'day' | 'model'
  readonly key: string
  readonly label: string
  readonly pricesAsOf: string
  readonly total: UsageFigures
  /** The dearest first, what has no price last. */
  readonly parts: readonly ExplainedPart[]
  /** Of a session: the kind of agent whose it is. */
  readonly agent?: string | undefined
  /** The agent's own total of this session, where it wrote one. */
  readonly ledger?: { readonly costUsd: number; readonly differenceUsd?: number | undefined } | undefined
}

export function explainUsage(
  entries: readonly UsageEntry[],
  prices: PriceBook,
): Pick<UsageExplanation, 'total' | 'parts' | 'pricesAsOf'> {
  const total = createTally()
  const parts = new Map<string, PricedEntry[]>()
  for (const priced of priceEntries(entries, prices)) {
    total.add(priced)
    const key = partKey(priced, priceOfEntry(priced.entry, prices))
    const part = parts.get(key)
    if (part) part.push(priced)
    else parts.set(key, [priced])
  }
  return {
    pricesAsOf: prices.asOf,
    total: total.figures(),
    parts: [...parts.values()].map((part) => explainPart(part, prices)).sort(byCost),
  }
}

const partKey = ({ entry, modelId }: PricedEntry, price: Price | undefined): string =>
  price === undefined ? modelId : [modelId, price.from, factors(entry, price).join(), isLong(entry, price)].join(' ')

/** A word that changes nothing for this model makes no part of its own. */
const factors = (entry: UsageEntry, { fastFactor, usInferenceFactor }: Price): readonly [boolean, boolean] => [
  entry.isFast === true && fastFactor !== 1,
  entry.isUsInference === true && usInferenceFactor !== 1,
]

const isLong = ({ promptAboveTokens = 0 }: UsageEntry, { longPrompt }: Price): boolean =>
  longPrompt !== undefined && promptAboveTokens >= longPrompt.aboveTokens

function explainPart(part: readonly PricedEntry[], prices: PriceBook): ExplainedPart {
  const tally = createTally()
  for (const priced of part) tally.add(priced)
  const { tokens, webSearches, responses, totalTokens } = tally.figures()
  const [sample] = part
  const entry = sample?.entry
  const model = sample?.modelId ?? ''
  const price = entry && priceOfEntry(entry, prices)
  const counts = { model, label: prices.labelOf(model), responses, totalTokens }
  if (entry === undefined || price === undefined) {
    return { ...counts, isFast: false, isUsInference: false, steps: [] }
  }
  const { isFast, isUsInference, promptAboveTokens } = entry
  const steps = explainCost({ tokens, webSearches, isFast, isUsInference, promptAboveTokens }, price)
  const [fast, us] = factors(entry, price)
  return {
    ...counts,
    isFast: fast,
    isUsInference: us,
    promptAboveTokens: isLong(entry, price) ? price.longPrompt?.aboveTokens : undefined,
    price: { from: price.from, source: price.source, isOverride: price.isOverride },
    steps,
    costUsd: steps.reduce((sum, { usd }) => sum + usd, 0),
  }
}

const byCost = (a: ExplainedPart, b: ExplainedPart): number =>
  (b.costUsd ?? -1) - (a.costUsd ?? -1) || b.totalTokens - a.totalTokens
