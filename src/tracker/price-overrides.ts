/**
 * The user's own prices, `prices.toml` in the config folder. They win over the list we ship and may add models:
 *
 *   [models."acme-gateway/next-1"]
 *   input = 3            # US dollars per million tokens
 *   output = 15
 *   cache_write_5m = 3.75
 *   cache_write_1h = 6
 *   cache_read = 0.3
 *   context_window = 200000
 *
 * Checked by hand instead of with a schema library: this file is read on every `tce usage`, and must not slow it down.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { normaliseModelId } from '../agents/model-id.ts'
import { createPriceBook } from '../agents/price-book.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { parseDay } from '../core/time/calendar.ts'
import type { DatedRates, LongPromptRates, ModelPrices, PriceBook, PriceList, Rates } from '../core/usage/price.ts'
import { promptTiers, rateNames } from '../core/usage/price.ts'

export interface PriceFileError {
  readonly file: string
  readonly key?: string | undefined
  /** Names file, key, value and what is allowed. */
  readonly message: string
}

export const priceFileIn = (configDir: string): string => join(configDir, 'prices.toml')

/** The list we ship with the user's file in front of it; without a file the list alone. */
export async function loadPrices(list: PriceList, configDir: string): Promise<Result<PriceBook, PriceFileError>> {
  const overrides = await readPriceOverrides(priceFileIn(configDir), list)
  return overrides.ok ? ok(createPriceBook(list, overrides.value)) : overrides
}

async function readPriceOverrides(
  file: string,
  list: PriceList,
): Promise<Result<readonly ModelPrices[], PriceFileError>> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return ok([])
    return err({ file, message: `${file} cannot be read: ${reason(cause)}. Mend it, or move it away.` })
  }
  const { parseToml } = await import('../storage/toml.ts')
  let document: unknown
  try {
    document = parseToml(text)
  } catch (cause) {
    return err({ file, message: `${file} is not valid TOML: ${reason(cause).split('\n')[0]}.` })
  }
  return decodePriceOverrides(document, file, list)
}

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** The keys of a rate in the file. */
const rateKeys: Record<keyof Rates, string> = {
  input: 'input',
  output: 'output',
  cacheWrite5m: 'cache_write_5m',
  cacheWrite1h: 'cache_write_1h',
  cacheRead: 'cache_read',
}
const modelKeys = [
  'label',
  'aliases',
  ...Object.values(rateKeys),
  'long_prompt',
  'context_window',
  'fast_factor',
  'us_inference_factor',
  'web_search',
  'from',
]

type Table = Readonly<Record<string, unknown>>

/** What is wrong is thrown within this file only, with its key, and leaves as a value. */
class WrongValue extends Error {
  readonly key: string
  constructor(key: string, what: string) {
    super(what)
    this.key = key
  }
}

export function decodePriceOverrides(
  document: unknown,
  file: string,
  list: PriceList,
): Result<readonly ModelPrices[], PriceFileError> {
  try {
    const root = tableAt('', document)
    refuseUnknown('', root, ['models'])
    const models = root['models'] === undefined ? {} : tableAt('models', root['models'])
    const listed = new Map(
      list.models.flatMap((model) =>
        [model.id, ...(model.aliases ?? [])].map((id) => [normaliseModelId(id), model] as const),
      ),
    )
    return ok(
      Object.entries(models).map(([id, value]) =>
        decodeModel(id, tableAt(`models."${id}"`, value), listed.get(normaliseModelId(id)), file),
      ),
    )
  } catch (wrong) {
    if (!(wrong instanceof WrongValue)) throw wrong
    return err({ file, key: wrong.key, message: `${file}: ${wrong.message}` })
  }
}

/** Of a model we know only what is named changes; a model we don't know needs all its rates. */
function decodeModel(id: string, table: Table, listed: ModelPrices | undefined, file: string): ModelPrices {
  const path = `models."${id}"`
  refuseUnknown(path, table, modelKeys)
  const before = listed?.prices ?? []
  const rates = decodeRates(path, table, before.at(-1))
  const from = dayAt(`${path}.from`, table['from'])
  const longPrompt = longPromptOf(path, table['long_prompt'], before.at(-1)?.longPrompt)
  const own: DatedRates = { ...rates, ...(from !== undefined && { from }), ...(longPrompt && { longPrompt }) }
  return {
    id: listed?.id ?? normaliseModelId(id),
    label: textAt(`${path}.label`, table['label']) ?? listed?.label,
    aliases: textsAt(`${path}.aliases`, table['aliases']) ?? listed?.aliases,
    contextWindowTokens:
      numberAt(`${path}.context_window`, table['context_window'], 1, 1e9) ?? listed?.contextWindowTokens,
    fastFactor: numberAt(`${path}.fast_factor`, table['fast_factor'], 0, 1000) ?? listed?.fastFactor,
    usInferenceFactor:
      numberAt(`${path}.us_inference_factor`, table['us_inference_factor'], 0, 1000) ?? listed?.usInferenceFactor,
    webSearchUsd: numberAt(`${path}.web_search`, table['web_search'], 0, 1000) ?? listed?.webSearchUsd,
    prices: from === undefined ? [own] : [...before.filter((price) => (price.from ?? '') < from), own],
    source: file,
    isOverride: true,
  }
}

function decodeRates(path: string, table: Table, base: Rates | undefined): Rates {
  const rate = (name: keyof Rates): number => {
    const key = `${path}.${rateKeys[name]}`
    const value = numberAt(key, table[rateKeys[name]], 0, 100_000) ?? base?.[name]
    if (value === undefined) {
      throw new WrongValue(key, `${key} is missing. A model TCE has no price for needs ${rateKeyList}.`)
    }
    return value
  }
  const [input, output, cacheWrite5m, cacheWrite1h, cacheRead] = rateNames.map(rate) as [
    number,
    number,
    number,
    number,
    number,
  ]
  return { input, output, cacheWrite5m, cacheWrite1h, cacheRead }
}

const rateKeyList = `${Object.values(rateKeys).join(', ')} (US dollars per million tokens; 0 where it costs nothing)`

function longPromptOf(path: string, value: unknown, listed: LongPromptRates | undefined): LongPromptRates | undefined {
  if (value === undefined) return listed
  const key = `${path}.long_prompt`
  const table = tableAt(key, value)
  refuseUnknown(key, table, ['above', ...Object.values(rateKeys)])
  const aboveTokens = numberAt(`${key}.above`, table['above'], 1, 1e9) ?? listed?.aboveTokens
  if (!promptTiers.some((tier) => tier === aboveTokens)) {
    throw new WrongValue(
      `${key}.above`,
      `${key}.above is ${shown(table['above'])}. Allowed: ${promptTiers.join(', ')}.`,
    )
  }
  return { aboveTokens: aboveTokens as number, ...decodeRates(key, table, listed) }
}

function tableAt(key: string, value: unknown): Table {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Table
  throw new WrongValue(key, `${key || 'the file'} is ${shown(value)}. Allowed: a table.`)
}

function refuseUnknown(path: string, table: Table, allowed: readonly string[]): void {
  const unknown = Object.keys(table).find((key) => !allowed.includes(key))
  if (unknown === undefined) return
  const key = path === '' ? unknown : `${path}.${unknown}`
  throw new WrongValue(key, `${key} is not a setting. Allowed here: ${allowed.join(', ')}.`)
}

function numberAt(key: string, value: unknown, min: number, max: number): number | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'number' && value >= min && value <= max) return value
  throw new WrongValue(key, `${key} is ${shown(value)}. Allowed: a number from ${min} to ${max}.`)
}

function textAt(key: string, value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string' && value.trim() !== '') return value
  throw new WrongValue(key, `${key} is ${shown(value)}. Allowed: a text.`)
}

function textsAt(key: string, value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  throw new WrongValue(key, `${key} is ${shown(value)}. Allowed: a list of model ids.`)
}

/** As text, or as TOML's own date. */
function dayAt(key: string, value: unknown): string | undefined {
  if (value === undefined) return undefined
  const text = value instanceof Date ? value.toISOString().slice(0, 10) : value
  if (typeof text === 'string' && parseDay(text) !== undefined) return text
  throw new WrongValue(key, `${key} is ${shown(value)}. Allowed: a day such as "2026-11-01".`)
}

const shown = (value: unknown): string => JSON.stringify(value) ?? 'missing'
