/** What a model costs, on which day. Pure; the figures are data (agents/claude/prices.json) and the user's own (prices.toml). */
import { asksForMillionTokens, claudeModelsIn, normaliseModelId } from './model-id.ts'

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
}

/** The list we ship, with the user's overrides in front of it. */
export function createPriceBook(list: PriceList, overrides: readonly ModelPrices[] = []): PriceBook {
  const models = withOverrides(list.models, overrides)
  const byId = new Map<string, Entry>()
  for (const model of models) {
    const entry = { model, prices: model.prices.map((rates) => toPrice(model, rates)) }
    for (const id of [model.id, ...(model.aliases ?? [])]) byId.set(normaliseModelId(id), entry)
  }
  const listed = (id: string): Entry | undefined => byId.get(id)
  const entryOf = remembered(
    (model: string) => listed(normaliseModelId(model)) ?? claudeModelsIn(model).map(listed).find(Boolean),
  )
  return {
    asOf: list.asOf,
    models,
    priceOf: (model, day) => entryOf(model)?.prices.findLast(({ from }) => from === undefined || from <= day),
    idOf: (model) => entryOf(model)?.model.id ?? normaliseModelId(model),
    labelOf: (model) => entryOf(model)?.model.label ?? entryOf(model)?.model.id ?? normaliseModelId(model),
    contextWindowOf: (model) => (asksForMillionTokens(model) ? 1_000_000 : entryOf(model)?.model.contextWindowTokens),
  }
}

interface Entry {
  readonly model: ModelPrices
  readonly prices: readonly Price[]
}

/** An override replaces the model of its name where it stands; others are added. */
function withOverrides(listed: readonly ModelPrices[], overrides: readonly ModelPrices[]): readonly ModelPrices[] {
  const own = new Map(overrides.map((model) => [model.id, model]))
  const known = new Set(listed.map(({ id }) => id))
  return [...listed.map((model) => own.get(model.id) ?? model), ...overrides.filter(({ id }) => !known.has(id))]
}

function toPrice(model: ModelPrices, { from, longPrompt, ...rates }: DatedRates): Price {
  return {
    model: model.id,
    label: model.label ?? model.id,
    rates,
    longPrompt,
    fastFactor: model.fastFactor ?? 1,
    usInferenceFactor: model.usInferenceFactor ?? 1,
    webSearchUsd: model.webSearchUsd ?? 0,
    from,
    source: model.source,
    isOverride: model.isOverride ?? false,
  }
}

/** A report asks for the same few models a hundred thousand times. */
function remembered<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined || known.has(key)) return found as T
    const value = compute(key)
    known.set(key, value)
    return value
  }
}
