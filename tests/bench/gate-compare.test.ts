import { describe, expect, it } from 'vitest'
import { compare, isClearLoss, medianOf } from '../../bench/gate/compare.ts'

const around = (middle: number, spread: number) => Array.from({ length: 11 }, (_, at) => middle + (at - 5) * spread)

describe('the gate', () => {
  it('sees a loss where every figure is half as large again', () => {
    const comparison = compare(around(10, 0.1), around(15, 0.1))
    expect(comparison.ratio).toBeCloseTo(1.5)
    expect(comparison.p).toBeLessThan(0.001)
    expect(isClearLoss(comparison)).toBe(true)
  })

  it('sees none where it is clearly larger, but by less than three tenths', () => {
    const comparison = compare(around(10, 0.1), around(12.9, 0.1))
    expect(comparison.p).toBeLessThan(0.001)
    expect(isClearLoss(comparison)).toBe(false)
  })

  it('sees none where the median is larger and chance may have made it so', () => {
    const comparison = compare([10, 30, 10, 30, 10, 30, 10], [30, 10, 30, 10, 30, 10, 30])
    expect(comparison.ratio).toBe(3)
    expect(comparison.p).toBeGreaterThan(0.01)
    expect(isClearLoss(comparison)).toBe(false)
  })

  it('sees none where nothing changed, and none in a gain', () => {
    expect(compare([5, 5, 5, 5], [5, 5, 5, 5])).toEqual({ ratio: 1, p: 1 })
    expect(compare(around(15, 0.1), around(10, 0.1)).p).toBeGreaterThan(0.99)
  })

  it('agrees with a table of the test: eight of eight above is one chance in 12,870', () => {
    const { p } = compare([1, 2, 3, 4, 5, 6, 7, 8], [9, 10, 11, 12, 13, 14, 15, 16])
    expect(p).toBeLessThan(0.001)
    expect(p).toBeGreaterThan(0.0001)
  })

  it('takes the middle of an even number of figures', () => {
    expect(medianOf([1, 2, 3, 10])).toBe(2.5)
  })
})
