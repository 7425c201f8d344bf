import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hueClass, hueModels, type Modelled } from '../../../../src/dashboard/web/usage/model-hue.ts'

const of = (model: string, label: string, more: Partial<Modelled> = {}): Modelled => ({
  ...{ model, label, costUsd: 1, totalTokens: 10 },
  ...more,
})
const all: readonly Modelled[] = [
  of('claude-opus-5-5', 'Opus 5.5'),
  of('claude-opus-4-8', 'Opus 4.8'),
  of('claude-sonnet-5', 'Sonnet 5'),
  of('gpt-6.1-sol', 'GPT-6.1 Sol'),
  of('gpt-6-sol', 'GPT-6 Sol'),
  of('gpt-5.6-luna', 'GPT-5.6 Luna'),
  of('gemini-3.8-flash', 'Gemini 3.8 Flash'),
  of('kimi-k3', 'Kimi K3'),
  of('grok-4.7', 'Grok 4.7'),
  of('qwen3-coder-plus', 'qwen3-coder-plus', { costUsd: undefined }),
]
const hues = (models: readonly Modelled[]) =>
  Object.fromEntries(hueModels(models, all).map((model) => [model.model, hueClass(model)]))

it('gives each maker and family its colour, the newest of it in full', () => {
  expect(hues(all)).toEqual({
    'claude-opus-5-5': 's1',
    'claude-opus-4-8': 's1 v1',
    'claude-sonnet-5': 's3',
    'gpt-6.1-sol': 's5',
    'gpt-6-sol': 's5 v1',
    'gpt-5.6-luna': 's5 v2',
    'gemini-3.8-flash': 's7',
    'kimi-k3': 's6 v1',
    'grok-4.7': 's6 v2',
    'qwen3-coder-plus': 's8',
  })
})

it('a model keeps it whatever else is shown beside it', () => {
  const whole = hues(all)
  fc.assert(
    fc.property(fc.subarray([...all], { minLength: 1 }), (some) => {
      expect(hues(some)).toEqual(Object.fromEntries(some.map(({ model }) => [model, whole[model]])))
    }),
  )
})

it('stands in the order of the colours, and ranks what no list knows by what is shown', () => {
  expect(hueModels(all).map(({ hue }) => hue)).toEqual([1, 1, 3, 5, 5, 5, 6, 6, 7, 8])
  expect(hueModels([all[1] ?? of('', '')]).map(hueClass)).toEqual(['s1'])
})

it('knows a model behind a gateway, and days without a cost of a model that has a price', () => {
  expect(hueModels([of('acme/gemini-4', 'x')]).map(hueClass)).toEqual(['s7'])
  const older = of('claude-opus-5-5', 'Opus 5.5', { costUsd: undefined, totalTokens: 70, statsCacheTokens: 70 })
  expect(hueModels([older], all).map(hueClass)).toEqual(['s1'])
})
