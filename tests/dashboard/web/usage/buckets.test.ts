import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { axisStep, chartSummary, formatAxis, toChart } from '../../../../src/dashboard/web/usage/buckets.ts'
import { figuresOf, rowOf } from './figures-of.ts'

const model = (id: string, costUsd: number | undefined, totalTokens = 100) => ({
  ...figuresOf({ costUsd, totalTokens }),
  model: id,
  label: id,
})
const today = '2026-11-20'

describe('the chart', () => {
  it('has a place for each day, also those without usage', () => {
    const rows = [rowOf('2026-11-18', { models: [model('claude-opus-5-5', 1)] })]
    const chart = toChart({ report: { rows }, unit: 'cost', per: 'day', bounds: { since: '2026-11-17' }, today })
    expect(chart.buckets.map(({ key, total }) => [key, total])).toEqual([
      ['2026-11-17', 0],
      ['2026-11-18', 1],
      ['2026-11-19', 0],
      ['2026-11-20', 0],
    ])
    expect(chart.series[0]?.values).toEqual([0, 1, 0, 0])
    expect(chart.buckets.map(({ isRunning }) => isRunning)).toEqual([false, false, false, true])
  })

  it('begins with the first usage when the range is all of it', () => {
    const rows = [rowOf('2026-09', { models: [] }), rowOf('2026-11', { models: [] })]
    const chart = toChart({ report: { rows }, unit: 'cost', per: 'month', bounds: {}, today })
    expect(chart.buckets.map(({ key, firstDay, lastDay }) => [key, firstDay, lastDay])).toEqual([
      ['2026-09', '2026-09-01', '2026-09-30'],
      ['2026-10', '2026-10-01', '2026-10-31'],
      ['2026-11', '2026-11-01', '2026-11-30'],
    ])
  })

  it('takes its weeks from the server: they begin on Monday, or on Sunday', () => {
    for (const firstDay of ['2026-11-09', '2026-11-08']) {
      const rows = [rowOf(firstDay, { models: [] })]
      const chart = toChart({ report: { rows }, unit: 'cost', per: 'week', bounds: { since: '2026-11-03' }, today })
      expect(chart.buckets.map(({ key }) => key)).toContain(firstDay)
      expect(chart.buckets.find(({ key }) => key === firstDay)?.total).toBe(1)
    }
  })

  it('stacks by family, the newest of a family full, the unpriced last and striped', () => {
    const models = [
      model('claude-haiku-5-5', 1),
      model('acme/next', undefined),
      model('claude-opus-4-8', 5),
      model('claude-opus-5-5', 1),
    ]
    const rows = [rowOf('2026-11-20', { models })]
    const chart = toChart({ report: { rows }, unit: 'tokens', per: 'day', bounds: { since: today }, today })
    expect(chart.series.map(({ model: id, hue, shade }) => [id, hue, shade])).toEqual([
      ['claude-opus-5-5', 1, 0],
      ['claude-opus-4-8', 1, 1],
      ['claude-haiku-5-5', 4, 0],
      ['acme/next', 8, 0],
    ])
  })

  it('draws no cost for a model without a price', () => {
    const rows = [rowOf('2026-11-20', { costUsd: undefined, models: [model('acme/next', undefined)] })]
    const chart = toChart({ report: { rows }, unit: 'cost', per: 'day', bounds: { since: today }, today })
    expect(chart.series).toEqual([])
    expect(chart.highest).toBeUndefined()
    expect(chartSummary(chart)).toBe('Cost per day by model: nothing was used.')
  })

  it('is said in a sentence', () => {
    const rows = [rowOf('2026-11-17', { costUsd: 61.15, models: [model('claude-opus-5-5', 61.15)] })]
    const chart = toChart({ report: { rows }, unit: 'cost', per: 'day', bounds: { since: '2026-10-22' }, today })
    expect(chartSummary(chart)).toBe('Cost per day by model, Thu 22 Oct to Fri 20 Nov. Highest: $61.15, Tue 17 Nov.')
    expect(chart.buckets.map(({ tick }) => tick).filter((tick) => tick !== '')).toEqual([
      '26 Oct',
      '2 Nov',
      '9 Nov',
      '16 Nov',
    ])
  })

  it('names at most twelve places below, whatever the range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.constantFrom('day', 'week', 'month'), (days, per) => {
        const since = new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10)
        const { buckets } = toChart({ report: { rows: [] }, unit: 'cost', per, bounds: { since }, today })
        expect(buckets.at(-1)?.isRunning).toBe(true)
        expect(buckets.filter(({ tick }) => tick !== '').length).toBeLessThanOrEqual(13)
      }),
    )
  })
})

it('the axis has round steps, three to five of them', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (highest) => {
      const lines = highest / axisStep(highest)
      expect(lines).toBeGreaterThan(1.5)
      expect(lines).toBeLessThanOrEqual(4.000001)
    }),
  )
  expect([0, 20, 0.5].map((usd) => formatAxis(usd, 'cost'))).toEqual(['$0', '$20', '$0.50'])
})
