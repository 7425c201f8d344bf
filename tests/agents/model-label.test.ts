import { expect, it } from 'vitest'
import { listPrices } from '../../src/agents/list-prices.ts'
import { modelLabel } from '../../src/agents/model-label.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'

const prices = createPriceBook(listPrices)

it.each([
  ['claude-opus-5-5-20261015', 'Opus 5.5'],
  ['gpt-6.1-sol', 'GPT-6.1 Sol'],
  ['gpt-5.4-mini', 'GPT-5.4 mini'],
  ['gemini-3.1-pro-preview', 'Gemini 3.1 Pro'],
  ['gemini-3.5-flash-lite', 'Gemini 3.5 Flash-Lite'],
  ['kimi-k2.7-code', 'Kimi K2.7 Code'],
  ['deepseek-v4-pro', 'DeepSeek V4 Pro'],
])('calls %s what the price list calls it', (model, label) => {
  expect(modelLabel(model)).toBe(label)
  expect(prices.labelOf(prices.idOf(model))).toBe(label)
})

it.each(['qwen3-coder-plus', 'acme-gateway/next-1', 'gpt', 'gpt-', 'constructor-1', 'GPT 6', ''])(
  'leaves %j as it is',
  (model) => expect(modelLabel(model)).toBe(model),
)
