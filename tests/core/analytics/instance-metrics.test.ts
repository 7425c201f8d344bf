import { describe, expect, it } from 'vitest'
import { addRates, metricsReport, minuteRates } from '../../../src/core/analytics/instance-metrics.ts'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const response = (agoMs: number, newInput: number, output: number) => ({ atMs: nowMs - agoMs, newInput, output })

describe('rates per minute', () => {
  it('are of the last 60 seconds, and the highest of any minute of the last hour', () => {
    const rates = minuteRates(
      [response(0, 10, 1), response(59_999, 20, 2), response(60_000, 500, 50), response(3_599_999, 7, 7)],
      nowMs,
      { input: 2_000_000 },
    )
    expect(rates.requests).toMatchObject({ now: 2, highest: 2, limit: undefined })
    expect(rates.input).toMatchObject({ now: 30, highest: 500, limit: 2_000_000 })
    expect(rates.output.minutes[0]).toBe(7)
    expect(rates.output.minutes).toHaveLength(60)
  })

  it('leave out what is an hour old, and take what a wrong clock put into the future as now', () => {
    const rates = minuteRates([response(3_600_000, 1, 1), response(-90_000, 4, 4)], nowMs)
    expect(rates.requests).toMatchObject({ now: 1, highest: 1 })
  })

  it('of several sessions together are highest where they come together', () => {
    const one = minuteRates([response(0, 10, 1), response(120_000, 10, 1)], nowMs)
    const other = minuteRates([response(120_000, 5, 1)], nowMs)
    expect(addRates([one, other], { requests: 50 }).requests).toMatchObject({ now: 1, highest: 2, limit: 50 })
    expect(addRates([], {}).requests).toMatchObject({ now: 0, highest: 0 })
  })
})

it('all instances together cost nothing that is known where there is none', () => {
  expect(metricsReport([], {}, nowMs)).toMatchObject({ costUsd: undefined, totalTokens: 0, instances: [] })
})
