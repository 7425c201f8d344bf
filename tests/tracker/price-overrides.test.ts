import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claudePrices } from '../../src/agents/claude/prices.ts'
import { loadPrices, priceFileIn } from '../../src/tracker/price-overrides.ts'

const configDir = (): string => mkdtempSync(join(tmpdir(), 'tce-prices-'))

function withFile(text: string) {
  const dir = configDir()
  writeFileSync(priceFileIn(dir), text)
  return loadPrices(claudePrices, dir)
}

async function message(text: string): Promise<string> {
  const loaded = await withFile(text)
  if (loaded.ok) throw new Error('was accepted')
  return loaded.error.message
}

async function book(text: string) {
  const loaded = await withFile(text)
  if (!loaded.ok) throw new Error(loaded.error.message)
  return loaded.value
}

const newModel = `
[models."acme-gateway/next-1"]
input = 3
output = 15
cache_write_5m = 3.75
cache_write_1h = 6
cache_read = 0.3
`

describe("the user's prices", () => {
  it('are not needed', async () => {
    const loaded = await loadPrices(claudePrices, configDir())
    expect(loaded.ok && loaded.value.models).toHaveLength(claudePrices.models.length)
  })

  it('add a model', async () => {
    const prices = await book(newModel)
    expect(prices.priceOf('acme-gateway/next-1', '2026-11-20')).toMatchObject({
      isOverride: true,
      rates: { output: 15 },
    })
    expect(prices.priceOf('acme-gateway/next-1', '2026-11-20')?.source).toMatch(/prices\.toml$/)
  })

  it('change what they name of a model we know, in any spelling, and nothing else', async () => {
    const prices = await book('[models."anthropic/claude-opus-5-5-20261001"]\ninput = 3.2\n')
    expect(prices.priceOf('claude-opus-5-5', '2026-11-20')).toMatchObject({
      rates: { input: 3.2, output: 20, cacheWrite5m: 5, cacheWrite1h: 8, cacheRead: 0.2 },
      fastFactor: 2,
      isOverride: true,
    })
    expect(prices.models).toHaveLength(claudePrices.models.length)
    expect(prices.priceOf('opus', '2026-11-20')?.rates.input).toBe(3.2)
  })

  it('hold from the day they name', async () => {
    for (const from of ['"2026-11-10"', '2026-11-10']) {
      const prices = await book(`[models.claude-sonnet-5-5]\ncache_read = 0.05\nfrom = ${from}\n`)
      const read = (day: string) => prices.priceOf('claude-sonnet-5-5', day)?.rates.cacheRead
      expect(['2026-10-01', '2026-10-07', '2026-11-09', '2026-11-10'].map(read)).toEqual([0.2, 0.1, 0.1, 0.05])
    }
  })

  it.each([
    [
      'a wrong type',
      '[models.claude-opus-5-5]\ninput = "4"',
      'models."claude-opus-5-5".input is "4". Allowed: a number from 0 to 100000.',
    ],
    [
      'a negative price',
      '[models.claude-opus-5-5]\ninput = -1',
      'models."claude-opus-5-5".input is -1. Allowed: a number from 0 to 100000.',
    ],
    [
      'a typo',
      '[models.claude-opus-5-5]\ninptu = 4',
      'models."claude-opus-5-5".inptu is not a setting. Allowed here: label, aliases, input, output',
    ],
    ['a typo at the top', '[model.x]\ninput = 4', 'model is not a setting. Allowed here: models.'],
    [
      'a new model without all its rates',
      '[models.next]\ninput = 4\noutput = 5',
      'models."next".cache_write_5m is missing.',
    ],
    [
      'a day that is none',
      '[models.claude-opus-5-5]\nfrom = "soon"',
      'models."claude-opus-5-5".from is "soon". Allowed: a day such as "2026-11-01".',
    ],
    [
      'a step where none is counted',
      '[models.claude-opus-5-5.long_prompt]\nabove = 150000',
      'long_prompt.above is 150000. Allowed: 100000, 128000',
    ],
    ['a model that is no table', '[models]\nx = 4', 'models."x" is 4. Allowed: a table.'],
    ['broken TOML', '[models', 'is not valid TOML'],
  ])('are refused with the place and what is allowed: %s', async (_, text, expected) => {
    const said = await message(text)
    expect(said).toContain('prices.toml')
    expect(said).toContain(expected)
  })

  it('say so when the file is a folder', async () => {
    const dir = configDir()
    mkdirSync(priceFileIn(dir))
    const loaded = await loadPrices(claudePrices, dir)
    expect(!loaded.ok && loaded.error.message).toContain('cannot be read')
  })
})
