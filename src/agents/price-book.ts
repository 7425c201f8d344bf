/** The prices in force, looked up by any spelling of a model's id, as makers, gateways and agents write them. Pure. */
import type { DatedRates, ModelPrices, Price, PriceBook, PriceList } from '../core/usage/price.ts'
import { asksForMillionTokens, claudeModelsIn, normaliseModelId } from './model-id.ts'

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
  const idOf = (model: string): string => entryOf(model)?.model.id ?? normaliseModelId(model)
  return {
    asOf: list.asOf,
    models,
    priceOf: (model, day) => entryOf(model)?.prices.findLast(({ from }) => from === undefined || from <= day),
    idOf,
    labelOf: (model) => entryOf(model)?.model.label ?? entryOf(model)?.model.id ?? normaliseModelId(model),
    contextWindowOf: (model) => (asksForMillionTokens(model) ? 1_000_000 : entryOf(model)?.model.contextWindowTokens),
    find: (text) => findModel(text, models, idOf),
  }
}

/** `Opus 5.5`, `opus-5-5`, `claude-opus-5-5[1m]` and `opus` are one model. */
function findModel(text: string, models: readonly ModelPrices[], idOf: (model: string) => string): string {
  const byLabel = models.find(({ label }) => label?.toLowerCase() === text.trim().toLowerCase())
  if (byLabel) return byLabel.id
  const id = idOf(text)
  const isListed = (candidate: string): boolean => models.some((listed) => listed.id === candidate)
  const withVendor = idOf(`claude-${text}`)
  return !isListed(id) && isListed(withVendor) ? withVendor : id
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
