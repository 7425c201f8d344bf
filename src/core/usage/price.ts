/** What a model costs, on which day. Pure; agents/price-book.ts looks it up, in the lists we ship and the user's own (prices.toml). */
/** US dollars per million tokens of each class. */
export interface Rates {
  readonly input: number
  readonly output: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
  readonly cacheRead: number
}

export const rateNames = ['input', 'output', 'cacheWrite5m', 'cacheWrite1h', 'cacheRead'] as const

/** Requests whose prompt (input + cache read + cache write) is larger cost these rates, for all their tokens. */
export interface LongPromptRates extends Rates {
  readonly aboveTokens: number
}

/**
 * The prompt sizes at which a price list may have a step. The ledger sums prompts apart by them, so a step elsewhere can't be
 * priced. Sources: Haiku 5.5 (100k) and the steps of other vendors' lists.
 */
export const promptTiers = [100_000, 128_000, 200_000, 256_000, 272_000, 512_000] as const

/** Rates that hold from a day on (UTC, inclusive), the first from ever. */
export interface DatedRates extends Rates {
  readonly from?: string | undefined
  readonly longPrompt?: LongPromptRates | undefined
}

/** One model of a price list. */
export interface ModelPrices {
  readonly id: string
  /** For people: "Opus 5.5". */
  readonly label?: string | undefined
  readonly aliases?: readonly string[] | undefined
  readonly contextWindowTokens?: number | undefined
  /** `usage.speed: "fast"` multiplies every token by this. Absent: no fast speed, the word changes nothing. */
  readonly fastFactor?: number | undefined
  /** `usage.inference_geo: "us"` multiplies every token by this. */
  readonly usInferenceFactor?: number | undefined
  readonly webSearchUsd?: number | undefined
  /** Oldest first. */
  readonly prices: readonly DatedRates[]
  readonly source: string
  /** From the user's file, not from the list we ship. */
  readonly isOverride?: boolean | undefined
}

export interface PriceList {
  /** The day the figures were last checked. */
  readonly asOf: string
  readonly models: readonly ModelPrices[]
}

/** What one model costs on one day. */
export interface Price {
  readonly model: string
  readonly label: string
  readonly rates: Rates
  readonly longPrompt?: LongPromptRates | undefined
  readonly fastFactor: number
  readonly usInferenceFactor: number
  readonly webSearchUsd: number
  readonly from?: string | undefined
  readonly source: string
  readonly isOverride: boolean
}

/** All prices in force, looked up by any spelling of a model's id. */
export interface PriceBook {
  readonly asOf: string
  /** In the order of the list, the user's additions last. */
  readonly models: readonly ModelPrices[]
  /** `day` as `YYYY-MM-DD` in UTC. Undefined: nobody told us what this model costs. */
  priceOf(model: string, day: string): Price | undefined
  /** The id it is listed under, else the normalised id: two spellings of one model have one. */
  idOf(model: string): string
  labelOf(model: string): string
  contextWindowOf(model: string): number | undefined
  /** The id of what somebody typed: an id in any spelling, a label, a name without its maker's. */
  find(text: string): string
}
