/** `GET /api/prices`. US dollars per million tokens. */
import type { PriceList } from '../../core/usage/price.ts'
import { z } from '../http.ts'
import { exactly } from './exactly.ts'
import { list } from './fields.ts'

const rates = {
  input: z.number(),
  output: z.number(),
  cacheWrite5m: z.number(),
  cacheWrite1h: z.number(),
  cacheRead: z.number(),
}

const datedRates = z.object({
  ...rates,
  from: z.string().optional(),
  longPrompt: z.object({ ...rates, aboveTokens: z.number() }).optional(),
})

const model = z.object({
  id: z.string(),
  label: z.string().optional(),
  aliases: list(z.string()).optional(),
  contextWindowTokens: z.number().optional(),
  fastFactor: z.number().optional(),
  usInferenceFactor: z.number().optional(),
  webSearchUsd: z.number().optional(),
  prices: list(datedRates),
  source: z.string(),
  isOverride: z.boolean().optional(),
})

export const pricesSchema = exactly<PriceList>()(z.object({ asOf: z.string(), models: list(model) })).openapi('Prices')
