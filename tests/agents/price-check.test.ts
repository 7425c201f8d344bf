import { describe, expect, it } from 'vitest'
import { claudePrices } from '../../src/agents/claude/prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import { checkPrices } from '../../src/agents/price-check.ts'

const prices = createPriceBook(claudePrices)
const check = (list: unknown) => checkPrices(list, prices, '2026-11-20')

describe('our prices beside those of others', () => {
  it('compare with LiteLLM, per token, the plain id before those of resellers', () => {
    const result = check({
      sample_spec: { input_cost_per_token: 0 },
      'us.anthropic.claude-opus-5-5-20261001-v1:0': { input_cost_per_token: 4.4e-6 },
      'claude-opus-5-5': {
        input_cost_per_token: 4e-6,
        output_cost_per_token: 2e-5,
        cache_creation_input_token_cost: 5e-6,
        cache_creation_input_token_cost_above_1hr: 8e-6,
        cache_read_input_token_cost: 4e-7,
      },
      'claude-opus-6': { input_cost_per_token: 1e-6 },
      'gpt-6': { input_cost_per_token: 1e-6 },
    })
    expect(result).toMatchObject({
      format: 'litellm',
      compared: 5,
      differences: [{ model: 'claude-opus-5-5', field: 'cache read', ours: 0.2, theirs: 0.4 }],
      newModels: ['claude-opus-6'],
    })
    expect(result?.unknownThere).toContain('claude-sonnet-5-5')
  })

  it('do not take what a gateway asks for the price of the model', () => {
    const result = check({ 'github_copilot/claude-opus-5.5': { input_cost_per_token: 0 } })
    expect(result).toMatchObject({ compared: 0, differences: [] })
  })

  it('compare with models.dev, which knows no 1-hour write', () => {
    const cost = { input: 2, output: 10, cache_read: 0.1, cache_write: 2.5 }
    const result = check({ anthropic: { models: { 'claude-sonnet-5-5': { id: 'claude-sonnet-5-5', cost } } } })
    expect(result).toMatchObject({ format: 'models.dev', compared: 4, differences: [] })
  })

  it.each([[undefined], [null], [[]], ['text'], [{}], [{ anthropic: 3 }]])(
    'refuse what has neither shape: %o',
    (list) => {
      expect(check(list)).toBeUndefined()
    },
  )
})
