import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { days, hours, minutes, seconds } from '../../../src/core/time/duration.ts'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatDurationInWords,
  formatPercent,
  formatShare,
  formatTokens,
  formatUsd,
  plural,
} from '../../../src/core/words/format.ts'

describe('a duration', () => {
  it.each([
    [0, '0s'],
    [999, '0s'],
    [seconds(41), '41s'],
    [seconds(60) - 1, '59s'],
    [seconds(60), '1m'],
    [minutes(12) + seconds(59), '12m'],
    [minutes(60) - 1, '59m'],
    [hours(1), '1h 00m'],
    [hours(3) + minutes(2), '3h 02m'],
    [hours(3) + minutes(12), '3h 12m'],
    [hours(24) - 1, '23h 59m'],
    [hours(24), '1d 0h'],
    [days(1) + hours(3), '1d 3h'],
    [days(400), '400d 0h'],
    [-5, '0s'],
  ])('of %d ms is %s in a table', (ms, text) => expect(formatDuration(ms)).toBe(text))

  it.each([
    [0, '0.0 s'],
    [400, '0.4 s'],
    [9_999, '9.9 s'],
    [10_000, '10 s'],
    [41_900, '41 s'],
    [59_999, '59 s'],
    [minutes(3), '3 min'],
    [hours(1) - 1, '59 min'],
    [hours(3) + minutes(12), '3h 12m'],
    [-1, '0.0 s'],
  ])('of %d ms is %s in a sentence', (ms, text) => expect(formatDurationInWords(ms)).toBe(text))

  it('never claims more time than has passed', () => {
    const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
    fc.assert(
      fc.property(fc.nat({ max: days(1000) }), (ms) => {
        const shownMs = formatDuration(ms)
          .split(' ')
          .reduce((sum, part) => sum + Number.parseInt(part, 10) * (unitMs[part.at(-1) ?? ''] ?? Number.NaN), 0)
        expect(shownMs).toBeLessThanOrEqual(ms)
      }),
    )
  })
})

describe('a size', () => {
  it.each([
    [0, '0 kB'],
    [40_960, '41 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [412_000_000, '412 MB'],
    [999_499_999, '999 MB'],
    [999_500_000, '1.0 GB'],
    [1_100_000_000, '1.1 GB'],
    [1_500_000_000_000, '1,500.0 GB'],
  ])('of %d bytes is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
})

describe('a sum of money', () => {
  it.each([
    [0, '$0.00'],
    [-0, '$0.00'],
    [12.4, '$12.40'],
    [1042.374, '$1,042.37'],
    [0.01, '$0.01'],
    [0.0042, '$0.0042'],
    [0.00995, '$0.01'],
    [0.0099, '$0.0099'],
    [0.000996, '$0.0010'],
    [0.00004, '$0.000040'],
    [1e-17, '$0.00'],
    [-1e-17, '$0.00'],
    [-3, '−$3.00'],
    [-0.0042, '−$0.0042'],
  ])('of %d is %s', (usd, text) => expect(formatUsd(usd)).toBe(text))

  it('that is not nothing never looks like nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-8, max: 1e9, noNaN: true }), (usd) => {
        expect(formatUsd(usd)).toMatch(/[1-9]/)
      }),
    )
  })
})

describe('a count of tokens', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1.0 k'],
    [41_249, '41.2 k'],
    [99_949, '99.9 k'],
    [99_950, '100 k'],
    [999_499, '999 k'],
    [999_500, '1.0 M'],
    [1_200_000, '1.2 M'],
    [97_400_000, '97.4 M'],
    [571_000_000, '571 M'],
    [999_500_000, '1.00 B'],
    [2_410_000_000, '2.41 B'],
    [9_996_000_000, '10.0 B'],
    [1_234_000_000_000, '1,234 B'],
  ])('of %d is %s', (tokens, text) => expect(formatTokens(tokens)).toBe(text))

  it('never has more than three digits below 1,000 B', () => {
    fc.assert(
      fc.property(fc.nat({ max: 999_000_000_000 }), (tokens) => {
        expect(formatTokens(tokens).replace(/\D/g, '').length).toBeLessThanOrEqual(3)
      }),
    )
  })
})

describe('a share', () => {
  it.each([
    [0, '0.0 %'],
    [0.0009, '< 0.1 %'],
    [0.001, '0.1 %'],
    [0.664, '66.4 %'],
    [1, '100.0 %'],
  ])('of %d is %s in a table of shares', (share, text) => expect(formatShare(share)).toBe(text))

  it.each([
    [0, '0 %'],
    [41.4, '41 %'],
    [312.5, '313 %'],
    [-0.2, '0 %'],
  ])('of %d percent is %s elsewhere', (percent, text) => expect(formatPercent(percent)).toBe(text))
})

describe('a number of things', () => {
  it.each([
    [0, '0 agents'],
    [1, '1 agent'],
    [2, '2 agents'],
    [1200, '1,200 agents'],
  ])('of %d is %s', (n, text) => expect(plural(n, 'agent')).toBe(text))
  it('may have a plural of its own', () => expect(plural(2, 'process', 'processes')).toBe('2 processes'))
})

it.each([0, 7, 999, 1_000, 12_345, 1_234_567_890])('the count %d is written as Intl writes it', (count) => {
  expect(formatCount(count)).toBe(count.toLocaleString('en-US'))
})
