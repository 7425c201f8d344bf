/**
 * Our prices beside a list the user downloaded: LiteLLM's model_prices_and_context_window.json or models.dev's api.json. Pure.
 * LiteLLM: {"claude-opus-5-5":{"input_cost_per_token":4e-06,"cache_read_input_token_cost":2e-07,"litellm_provider":"anthropic",…}}
 * models.dev: {"anthropic":{"models":{"claude-opus-5-5":{"id":"…","cost":{"input":4,"output":20,"cache_read":0.2,"cache_write":5}}}}}
 */

import type { PriceBook, Rates } from '../core/usage/price.ts'
import { normaliseModelId } from './model-id.ts'

export interface PriceDifference {
  readonly model: string
  readonly field: string
  /** US dollars per million tokens. */
  readonly ours: number
  readonly theirs: number
}

export interface PriceCheck {
  readonly format: 'litellm' | 'models.dev'
  /** How many single prices both lists have. */
  readonly compared: number
  readonly differences: readonly PriceDifference[]
  /** Models that only we list, by id. */
  readonly unknownThere: readonly string[]
  /** Claude models that only they list. */
  readonly newModels: readonly string[]
}

/** Whose new ones are told of: of the others both lists have many that nobody of ours has used. */
export const comparedModels = 'Claude models'

type Json = Readonly<Record<string, unknown>>
type KnownRates = Partial<Rates>

/** Undefined: neither of the two shapes. `day`: our prices of that day are compared. */
export function checkPrices(list: unknown, prices: PriceBook, day: string): PriceCheck | undefined {
  const theirs = readModelsDev(list) ?? readLiteLlm(list)
  if (theirs === undefined) return undefined
  // By the plain spellings alone: what a gateway asks for a model is its own price.
  const listed = new Map(
    prices.models.flatMap(({ id, aliases = [] }) =>
      [id, ...aliases].map((name) => [normaliseModelId(name), id] as const),
    ),
  )
  const matched = new Map<string, KnownRates>()
  const newModels = new Set<string>()
  for (const [id, rates] of theirs.models) {
    const name = normaliseModelId(id)
    const own = listed.get(name)
    if (own === undefined) {
      if (name.startsWith('claude-')) newModels.add(name)
    } else if (!matched.has(own)) matched.set(own, rates)
  }
  const pairs = [...matched].flatMap(([model, rates]) => comparePair(model, rates, prices, day))
  return {
    format: theirs.format,
    compared: pairs.length,
    differences: pairs.filter(({ ours, theirs: other }) => Math.abs(ours - other) > 1e-9 * Math.max(ours, other)),
    unknownThere: prices.models.map(({ id }) => id).filter((id) => !matched.has(id)),
    newModels: [...newModels].sort(),
  }
}

const fieldNames: Record<keyof Rates, string> = {
  input: 'input',
  output: 'output',
  cacheWrite5m: '5-minute write',
  cacheWrite1h: '1-hour write',
  cacheRead: 'cache read',
}

function comparePair(model: string, rates: KnownRates, prices: PriceBook, day: string): readonly PriceDifference[] {
  const own = prices.priceOf(model, day)?.rates
  if (own === undefined) return []
  return (Object.keys(fieldNames) as (keyof Rates)[]).flatMap((name) => {
    const theirs = rates[name]
    return theirs === undefined ? [] : [{ model, field: fieldNames[name], ours: own[name], theirs }]
  })
}

interface ForeignList {
  readonly format: PriceCheck['format']
  readonly models: readonly (readonly [string, KnownRates])[]
}

function readLiteLlm(list: unknown): ForeignList | undefined {
  if (!isObject(list)) return undefined
  const models = Object.entries(list).flatMap(([id, entry]): [string, KnownRates][] => {
    if (id === 'sample_spec' || !isObject(entry) || numberAt(entry, 'input_cost_per_token') === undefined) return []
    const perMillion = (key: string): number | undefined => scaled(numberAt(entry, key))
    return [
      [
        id,
        {
          input: perMillion('input_cost_per_token'),
          output: perMillion('output_cost_per_token'),
          cacheWrite5m: perMillion('cache_creation_input_token_cost'),
          cacheWrite1h: perMillion('cache_creation_input_token_cost_above_1hr'),
          cacheRead: perMillion('cache_read_input_token_cost'),
        } as KnownRates,
      ],
    ]
  })
  // The plain id before those of resellers, whose prices may differ.
  return models.length === 0 ? undefined : { format: 'litellm', models: models.sort(byPlainness) }
}

const byPlainness = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  Number(normaliseModelId(a) !== a) - Number(normaliseModelId(b) !== b)

/** Per token in their list; rounded, because 2e-7 × 1e6 is not 0.2. */
const scaled = (perToken: number | undefined): number | undefined =>
  perToken === undefined ? undefined : Number((perToken * 1e6).toPrecision(12))

function readModelsDev(list: unknown): ForeignList | undefined {
  const anthropic = isObject(list) ? list['anthropic'] : undefined
  const listed = isObject(anthropic) ? anthropic['models'] : undefined
  if (!isObject(listed)) return undefined
  const models = Object.entries(listed).flatMap(([id, entry]): [string, KnownRates][] => {
    const cost = isObject(entry) ? entry['cost'] : undefined
    if (!isObject(cost)) return []
    return [
      [
        id,
        {
          input: numberAt(cost, 'input'),
          output: numberAt(cost, 'output'),
          cacheWrite5m: numberAt(cost, 'cache_write'),
          cacheRead: numberAt(cost, 'cache_read'),
        } as KnownRates,
      ],
    ]
  })
  return { format: 'models.dev', models }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

function numberAt(entry: Json, key: string): number | undefined {
  const value = entry[key]
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
