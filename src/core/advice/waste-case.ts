/** A case of waste as it is found in one session, before it has a price. It is kept as JSON. Pure. */
import type { EventCursor } from '../session/session-event.ts'
import { costOf } from '../usage/cost.ts'
import type { PriceBook } from '../usage/price.ts'
import { promptTiers } from '../usage/price.ts'
import type { Tokens } from '../usage/tokens.ts'

export const adviceRules = [
  'cache-pause',
  'small-model',
  'thrown-away',
  'unused-server',
  'same-file',
  'failing-loop',
  'big-result',
  'compacted-again',
  'same-reading',
] as const
export type AdviceRule = (typeof adviceRules)[number]

/** Tokens of one model that were spent, or, below zero, that the other way would have spent. */
export interface TokenPart {
  readonly model: string
  /** `YYYY-MM-DD` in UTC: prices are those of the day. */
  readonly day: string
  readonly tokens: Partial<Tokens>
  /** Of the prompt, by which a list price may have a step. */
  readonly promptTokens?: number | undefined
  readonly isFast?: boolean | undefined
  readonly isUsInference?: boolean | undefined
}

export interface WasteCase {
  readonly rule: AdviceRule
  /** The event that shows it. */
  readonly cursor: EventCursor
  readonly atMs: number
  /** What it counts: cases about the same are counted once in a sum of several rules. */
  readonly over: string
  /** A path, a command, a server. */
  readonly what?: string | undefined
  /** In the unit of its rule: pauses in ms, else how often. */
  readonly amount: number
  /** Wasted tokens, as they are shown. */
  readonly tokens: number
  readonly parts: readonly TokenPart[]
}

/** Whether the other way was one: the model that would have answered takes so long a prompt, as far as is known. */
export const isPossible = ({ parts }: Pick<WasteCase, 'parts'>, prices: PriceBook): boolean =>
  parts
    .filter(({ tokens }) => Object.values(tokens).every((count) => count <= 0))
    .every(({ model, promptTokens = 0 }) => promptTokens <= (prices.contextWindowOf(model) ?? promptTokens))

/** Undefined where one of its models has no price. */
export function caseUsd({ parts }: Pick<WasteCase, 'parts'>, prices: PriceBook): number | undefined {
  let usd = 0
  for (const { model, day, tokens, promptTokens = 0, isFast, isUsInference } of parts) {
    const price = prices.priceOf(model, day)
    if (price === undefined) return undefined
    const promptAboveTokens = promptTiers.findLast((tier) => promptTokens > tier) ?? 0
    const all = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, ...tokens }
    usd += costOf({ tokens: all, webSearches: 0, isFast, isUsInference, promptAboveTokens }, price)
  }
  return usd
}
